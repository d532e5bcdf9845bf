//! A seed: pools with fixed ids, clients, groups and users, made where they are missing. What is there
//! already stays as it is, so that a seed can be applied at every start.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolgate_pool_api::check::{Refusal, check};
use poolgate_pool_api::types::{
    AdminAddUserToGroupRequest, AdminCreateUserRequest, AdminSetUserPasswordRequest, AttributeType,
    CreateGroupRequest, MessageActionType, UserStatusType,
};
use poolgate_pool_api::{Operation, Secret};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::ctx::{Caller, Ctx, Engine};
use crate::error::Error;
use crate::flow::users;
use crate::model::{Pool, SignInNames};
use crate::ops::create_user_pool::CreateError;
use crate::ops::{
    admin_add_user_to_group, admin_create_user, admin_set_user_password, create_group,
    create_user_pool, create_user_pool_client,
};

/// A seed file's content.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The pools.
    #[serde(default)]
    pub pools: Vec<SeedPool>,
}

/// A pool.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedPool {
    /// Its id: region, underscore, letters and digits.
    pub id: String,
    /// Members of CreateUserPool; `PoolName` is the id where it is left out.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// Its app clients.
    #[serde(default)]
    pub clients: Vec<SeedClient>,
    /// Its groups.
    #[serde(default)]
    pub groups: Vec<SeedGroup>,
    /// Its users.
    #[serde(default)]
    pub users: Vec<SeedUser>,
}

/// An app client.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedClient {
    /// Its id.
    pub id: String,
    /// Its secret; without one it is public.
    pub secret: Option<Secret>,
    /// Members of CreateUserPoolClient; `ClientName` is the id where it is left out.
    #[serde(default)]
    pub settings: Map<String, Value>,
}

/// A group.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedGroup {
    /// Its name.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// The IAM role of its members.
    pub role_arn: Option<String>,
    /// Which group counts first.
    pub precedence: Option<i32>,
}

/// A user.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedUser {
    /// The user name, or the address that serves as one.
    pub username: String,
    /// The password; without one the user gets one of chance, and must reset it.
    pub password: Option<Secret>,
    /// Attributes by name. An email address or telephone number counts as verified, unless it says otherwise.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// The groups that the user belongs to.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// A seed cannot be applied.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {message}")]
pub struct SeedError {
    /// Which part of the seed.
    pub place: String,
    /// What is wrong with it.
    pub message: String,
}

/// Applies a seed.
pub async fn apply(engine: &Arc<Engine>, seed: &Seed) -> Result<(), SeedError> {
    for pool in &seed.pools {
        apply_pool(engine, pool).await?;
    }
    Ok(())
}

fn failed(place: impl Into<String>) -> impl FnOnce(Error) -> SeedError {
    let place = place.into();
    move |error| SeedError {
        place,
        message: error.to_string(),
    }
}

async fn apply_pool(engine: &Arc<Engine>, seed: &SeedPool) -> Result<(), SeedError> {
    let place = format!("pool {}", seed.id);
    let region = match seed.id.split_once('_') {
        Some((region, name)) if !region.is_empty() && !name.is_empty() => region.to_owned(),
        _ => {
            return Err(SeedError {
                place,
                message: "an id is a region, an underscore, letters and digits".to_owned(),
            });
        }
    };
    let caller = Caller {
        address: None,
        region: region.clone(),
        account: Caller::ACCOUNT.to_owned(),
    };
    let found = engine
        .store
        .pool(&seed.id)
        .await
        .map_err(Error::from)
        .map_err(failed(&place))?;
    let pool = if let Some(pool) = found {
        pool
    } else {
        let request = request(
            "CreateUserPool",
            &seed.settings,
            &[("PoolName", &seed.id)],
            &place,
        )?;
        create_user_pool::create(
            engine,
            seed.id.clone(),
            region,
            caller.account.clone(),
            &request,
        )
        .await
        .map_err(|error| not_created(error, &place))?;
        engine.pool(&seed.id).await.map_err(failed(&place))?
    };
    for client in &seed.clients {
        apply_client(engine, &pool, client).await?;
    }
    let ctx = Ctx::new(Arc::clone(engine), caller).without_triggers();
    for group in &seed.groups {
        apply_group(&ctx, &pool, group)
            .await
            .map_err(failed(format!("{place}, group {}", group.name)))?;
    }
    for user in &seed.users {
        apply_user(&ctx, &pool, user)
            .await
            .map_err(failed(format!("{place}, user {}", user.username)))?;
    }
    Ok(())
}

/// A request of settings, checked against the constraint tables.
fn request<T: DeserializeOwned>(
    operation: &str,
    settings: &Map<String, Value>,
    defaults: &[(&str, &str)],
    place: &str,
) -> Result<T, SeedError> {
    let wrong = |message: String| SeedError {
        place: place.to_owned(),
        message,
    };
    let mut members = settings.clone();
    for (name, value) in defaults {
        members.entry(*name).or_insert_with(|| Value::from(*value));
    }
    let members = Value::Object(members);
    if let Some(operation) = Operation::by_name(operation) {
        check(operation.input, &members)
            .map_err(|(Refusal::Type(message) | Refusal::Constraints(message))| wrong(message))?;
    }
    serde_json::from_value(members).map_err(|error| wrong(error.to_string()))
}

fn not_created(error: CreateError, place: &str) -> SeedError {
    let message = match error {
        CreateError::Taken => "the id is taken".to_owned(),
        CreateError::Failed(error) => error.to_string(),
    };
    SeedError {
        place: place.to_owned(),
        message,
    }
}

async fn apply_client(engine: &Engine, pool: &Pool, seed: &SeedClient) -> Result<(), SeedError> {
    let place = format!("pool {}, client {}", pool.id, seed.id);
    let found = engine
        .store
        .client(&seed.id)
        .await
        .map_err(Error::from)
        .map_err(failed(&place))?;
    if let Some(found) = found {
        return if found.pool_id == pool.id {
            Ok(())
        } else {
            Err(SeedError {
                place,
                message: "the id belongs to another pool".to_owned(),
            })
        };
    }
    let defaults = [
        ("ClientName", seed.id.as_str()),
        ("UserPoolId", pool.id.as_str()),
    ];
    let request = request("CreateUserPoolClient", &seed.settings, &defaults, &place)?;
    create_user_pool_client::create(engine, pool, seed.id.clone(), seed.secret.clone(), &request)
        .await
        .map_err(|error| not_created(error, &place))?;
    Ok(())
}

async fn apply_group(ctx: &Ctx, pool: &Pool, seed: &SeedGroup) -> Result<(), Error> {
    let request = CreateGroupRequest {
        group_name: seed.name.clone(),
        user_pool_id: pool.id.clone(),
        description: seed.description.clone(),
        role_arn: seed.role_arn.clone(),
        precedence: seed.precedence,
    };
    match create_group::run(ctx, request).await {
        Ok(_) | Err(Error::GroupExists) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn apply_user(ctx: &Ctx, pool: &Pool, seed: &SeedUser) -> Result<(), Error> {
    let found = users::find(ctx, pool, &seed.username).await?;
    let is_new = found.is_none();
    if is_new {
        let request = AdminCreateUserRequest {
            user_pool_id: pool.id.clone(),
            username: seed.username.clone(),
            user_attributes: Some(attributes(pool, seed)),
            temporary_password: seed.password.clone(),
            message_action: Some(MessageActionType::Suppress),
            ..Default::default()
        };
        admin_create_user::run(ctx, request).await?;
    }
    // Also where an earlier start was cut short between the two.
    let unfinished = found.is_some_and(|user| user.status == UserStatusType::ForceChangePassword);
    if let Some(password) = seed.password.clone().filter(|_| is_new || unfinished) {
        let request = AdminSetUserPasswordRequest {
            user_pool_id: pool.id.clone(),
            username: seed.username.clone(),
            password,
            permanent: Some(true),
        };
        admin_set_user_password::run(ctx, request).await?;
    }
    for group in &seed.groups {
        let request = AdminAddUserToGroupRequest {
            user_pool_id: pool.id.clone(),
            username: seed.username.clone(),
            group_name: group.clone(),
        };
        admin_add_user_to_group::run(ctx, request).await?;
    }
    Ok(())
}

/// The attributes, with addresses verified where nothing else is said.
fn attributes(pool: &Pool, seed: &SeedUser) -> Vec<AttributeType> {
    let mut attributes = seed.attributes.clone();
    if let SignInNames::Attribute {
        email,
        phone_number,
    } = pool.rules.sign_in
    {
        let is_address = seed.username.contains('@');
        if email && is_address {
            attributes.insert("email".to_owned(), seed.username.clone());
        } else if phone_number && !is_address {
            attributes.insert("phone_number".to_owned(), seed.username.clone());
        }
    }
    for address in ["email", "phone_number"] {
        if attributes.contains_key(address) {
            attributes
                .entry(format!("{address}_verified"))
                .or_insert_with(|| "true".to_owned());
        }
    }
    attributes
        .into_iter()
        .map(|(name, value)| AttributeType {
            name,
            value: Some(value),
        })
        .collect()
}

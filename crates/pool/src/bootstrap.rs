//! The default pool and app client, made at the first start and the same at every later one.

mod hosted;

use std::sync::Arc;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{
    AttributeDataType, CreateUserPoolClientRequest, CreateUserPoolRequest, ExplicitAuthFlowsType,
    PasswordPolicyType, PreventUserExistenceErrorTypes, SchemaAttributeType, UserPoolPolicyType,
    UsernameAttributeType, UsernameConfigurationType, VerifiedAttributeType,
};

use secrecy::{ExposeSecret, SecretString};

use crate::ctx::{Caller, Engine};
use crate::error::Error;
use crate::model::{Client, ClientSecret, Pool};
use crate::ops::create_user_pool::CreateError;
use crate::ops::{create_user_pool, create_user_pool_client};
use crate::store::{Change, CommitError};

/// What the operator fixes of the default pool; the rest is chance, once.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    /// The region of a new pool whose id is not fixed.
    pub region: String,
    /// The pool's id.
    pub pool_id: Option<String>,
    /// The client's id.
    pub client_id: Option<String>,
    /// The client's secret; without one the client is public.
    pub client_secret: Option<SecretString>,
    /// Where the gateway takes the answers of the pool's authorization endpoint.
    pub callback_urls: Vec<String>,
    /// Where the pool's logout endpoint may lead.
    pub logout_urls: Vec<String>,
    /// Whether there are development features: then Google is played.
    pub development: bool,
}

/// The default pool and its app client.
#[derive(Debug, Clone)]
pub struct DefaultPool {
    /// The pool.
    pub pool: Arc<Pool>,
    /// The app client.
    pub client: Arc<Client>,
}

const POOL_SETTING: &str = "default_pool_id";
const CLIENT_SETTING: &str = "default_client_id";

/// Finds or makes the default pool and client. A fixed id that does not exist yet is created; a fixed
/// secret takes the place of the client's.
pub async fn ensure(engine: &Engine, pins: &Pins) -> Result<DefaultPool, Error> {
    let pool = ensure_pool(engine, pins).await?;
    let client = ensure_client(engine, &pool, pins).await?;
    hosted::ensure(engine, &pool, &client, pins).await?;
    let (client, _) = engine.client(&client.id).await?;
    Ok(DefaultPool { pool, client })
}

async fn ensure_pool(engine: &Engine, pins: &Pins) -> Result<Arc<Pool>, Error> {
    let known = match &pins.pool_id {
        Some(id) => Some(id.clone()),
        None => engine.store.setting(POOL_SETTING).await?,
    };
    if let Some(id) = &known
        && let Some(pool) = engine.store.pool(id).await?
    {
        return Ok(pool);
    }
    let random = || {
        format!(
            "{}_{}",
            pins.region,
            poolgate_crypto::alphanumeric(&*engine.random, 9)
        )
    };
    let id = known.unwrap_or_else(random);
    let region = id
        .split_once('_')
        .map_or(pins.region.clone(), |(region, _)| region.to_owned());
    let account = Caller::ACCOUNT.to_owned();
    // Remembered first: a start that is cut short here makes the same pool the next time.
    remember(engine, POOL_SETTING, &id).await?;
    create_user_pool::create(engine, id.clone(), region, account, &pool_request())
        .await
        .map_err(|error| taken(error, &id))?;
    engine.pool(&id).await
}

async fn ensure_client(engine: &Engine, pool: &Pool, pins: &Pins) -> Result<Arc<Client>, Error> {
    let known = match &pins.client_id {
        Some(id) => Some(id.clone()),
        None => engine.store.setting(CLIENT_SETTING).await?,
    };
    let found = match &known {
        Some(id) => engine
            .store
            .client(id)
            .await?
            .filter(|client| client.pool_id == pool.id),
        None => None,
    };
    let pinned = pins
        .client_secret
        .as_ref()
        .map(|secret| Secret::from(secret.expose_secret()));
    if let Some(client) = found {
        return match &pinned {
            Some(secret) if client.secret() != Some(secret) => {
                let mut client = Client::clone(&client);
                client.secrets = vec![ClientSecret::new(engine, secret.clone())];
                let id = client.id.clone();
                engine
                    .commit(vec![Change::UpdateClient(Box::new(client))])
                    .await?;
                Ok(engine.client(&id).await?.0)
            }
            _ => Ok(client),
        };
    }
    let id = known.unwrap_or_else(|| poolgate_crypto::base36(&*engine.random, 26));
    remember(engine, CLIENT_SETTING, &id).await?;
    create_user_pool_client::create(engine, pool, id.clone(), pinned, &client_request(pool))
        .await
        .map_err(|error| taken(error, &id))?;
    Ok(engine.client(&id).await?.0)
}

fn taken(error: CreateError, id: &str) -> Error {
    match error {
        CreateError::Taken => Error::InvalidParameter(format!("{id} belongs to another pool")),
        CreateError::Failed(error) => error,
    }
}

async fn remember(engine: &Engine, name: &str, value: &str) -> Result<(), CommitError> {
    engine
        .commit(vec![Change::PutSetting {
            name: name.to_owned(),
            value: value.to_owned(),
        }])
        .await
}

/// Sign-in by email, verified by code; passwords of eight characters with three kinds of them.
fn pool_request() -> CreateUserPoolRequest {
    CreateUserPoolRequest {
        pool_name: "poolgate".to_owned(),
        policies: Some(UserPoolPolicyType {
            password_policy: Some(PasswordPolicyType {
                minimum_length: Some(8),
                require_uppercase: Some(true),
                require_lowercase: Some(true),
                require_numbers: Some(true),
                require_symbols: Some(false),
                ..Default::default()
            }),
            sign_in_policy: None,
        }),
        auto_verified_attributes: Some(vec![VerifiedAttributeType::Email]),
        username_attributes: Some(vec![UsernameAttributeType::Email]),
        username_configuration: Some(UsernameConfigurationType {
            case_sensitive: false,
        }),
        schema: Some(vec![SchemaAttributeType {
            name: Some("role".to_owned()),
            attribute_data_type: Some(AttributeDataType::String),
            mutable: Some(true),
            ..Default::default()
        }]),
        ..Default::default()
    }
}

/// A client with password, SRP, choice-based and refresh flows, that hides which users exist.
fn client_request(pool: &Pool) -> CreateUserPoolClientRequest {
    CreateUserPoolClientRequest {
        user_pool_id: pool.id.clone(),
        client_name: "poolgate".to_owned(),
        explicit_auth_flows: Some(vec![
            ExplicitAuthFlowsType::AllowUserPasswordAuth,
            ExplicitAuthFlowsType::AllowUserSrpAuth,
            ExplicitAuthFlowsType::AllowUserAuth,
            ExplicitAuthFlowsType::AllowRefreshTokenAuth,
        ]),
        prevent_user_existence_errors: Some(PreventUserExistenceErrorTypes::Enabled),
        enable_token_revocation: Some(true),
        ..Default::default()
    }
}

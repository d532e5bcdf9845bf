//! The user behind an identity: found by provider and subject alone, never by an address; made at the first sign-in.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{IdentityProviderTypeType, UserStatusType};

use super::fault::Fault;
use super::provider::Provider;
use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::users;
use crate::model::{Client, Group, Identity, Pool, User, name_key};
use crate::store::{Change, CommitError, Conflict};
use crate::trigger::post_confirmation::{self, Confirmed};
use crate::trigger::{pre_authentication, pre_sign_up};

/// What a provider said of whom.
pub(super) struct Known<'a> {
    pub(super) provider: &'a Provider,
    pub(super) subject: &'a str,
    pub(super) attributes: &'a BTreeMap<String, String>,
}

/// A user who may sign in.
pub(super) struct Account {
    pub(super) user: User,
    /// Whether the user was made just now.
    pub(super) is_new: bool,
}

impl Known<'_> {
    /// The user's name in the pool, if the identity is one of its own.
    pub(super) fn username(&self) -> String {
        format!("{}_{}", self.provider.name, self.subject)
    }
}

/// The user, brought up to date or made.
pub(super) async fn of(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    known: &Known<'_>,
) -> Result<Account, Fault> {
    if let Some(user) = find(ctx, pool, known).await? {
        if !user.enabled {
            return Err(Error::UserDisabled.into());
        }
        pre_authentication::ask_of_user(ctx, pool, client, &user).await?;
        let user = ctx.retry(|| update(ctx, pool, known)).await?;
        return Ok(Account {
            user,
            is_new: false,
        });
    }
    let user = create(ctx, pool, client, known).await?;
    post_confirmation::tell(ctx, pool, &client.id, &user, Confirmed::SignUp).await?;
    Ok(Account { user, is_new: true })
}

async fn find(ctx: &Ctx, pool: &Pool, known: &Known<'_>) -> Result<Option<User>, Error> {
    let alias = Identity::alias(&known.provider.name, known.subject);
    Ok(ctx.store.user_by_alias(&pool.id, &alias).await?)
}

/// Writes the mapped attributes again, as at every sign-in.
async fn update(ctx: &Ctx, pool: &Pool, known: &Known<'_>) -> Result<User, Retry> {
    let found = find(ctx, pool, known).await?;
    let before = found.filter(|user| user.enabled);
    let mut user = before.ok_or(Retry::Failed(Error::UserDisabled))?;
    let own = is_own(&user, known);
    let mut changed = false;
    for (name, value) in known.attributes {
        // A user who has this identity beside others keeps the names by which it signs in.
        if (own || !is_sign_in_name(name)) && user.attribute(name) != Some(value) {
            user.attributes.insert(name.clone(), value.clone());
            changed = true;
        }
    }
    if !changed {
        return Ok(user);
    }
    let user = users::touched(user, ctx.clock.now());
    ctx.commit(vec![Change::UpdateUser {
        aliases: Some(user.aliases(pool)),
        user: user.clone(),
    }])
    .await?;
    Ok(User {
        version: user.version + 1,
        ..user
    })
}

/// Whether the user came into being with this identity.
fn is_own(user: &User, known: &Known<'_>) -> bool {
    let is_this = |one: &Identity| {
        one.primary && one.provider_name == known.provider.name && one.user_id == known.subject
    };
    user.status == UserStatusType::ExternalProvider && user.identities().iter().any(is_this)
}

fn is_sign_in_name(name: &str) -> bool {
    matches!(
        name,
        "email"
            | "email_verified"
            | "phone_number"
            | "phone_number_verified"
            | "preferred_username"
    )
}

async fn create(ctx: &Ctx, pool: &Pool, client: &Client, known: &Known<'_>) -> Result<User, Fault> {
    let schema = &pool.rules.schema;
    let missing = schema.missing(|name| known.attributes.contains_key(name));
    if !missing.is_empty() {
        return Err(Fault::Told(format!(
            "attributes required: [{}]",
            missing.join(", ")
        )));
    }
    let user = new_user(ctx, pool, known)?;
    pre_sign_up::external_provider(ctx, pool, &client.id, &user).await?;
    ctx.retry(|| store(ctx, pool, known, &user))
        .await?
        .then_some(user)
        .ok_or_else(|| {
            let name = known.username();
            Fault::Told(format!("Already found an entry for username {name}"))
        })
}

fn new_user(ctx: &Ctx, pool: &Pool, known: &Known<'_>) -> Result<User, Fault> {
    let sub = ctx.uuid();
    let now = ctx.clock.now();
    let mut attributes = known.attributes.clone();
    for address in ["email", "phone_number"] {
        if attributes.contains_key(address) {
            attributes
                .entry(format!("{address}_verified"))
                .or_insert_with(|| "false".to_owned());
        }
    }
    attributes.insert("sub".to_owned(), sub.clone());
    let mut user = User {
        pool_id: pool.id.clone(),
        sub,
        username: known.username(),
        status: UserStatusType::ExternalProvider,
        enabled: true,
        attributes,
        created_at: now,
        modified_at: now,
        signed_out_at: None,
        version: 1,
    };
    let kind: IdentityProviderTypeType = known.provider.kind;
    let mut identity = Identity::new(&known.provider.name, kind.as_str(), known.subject, now);
    identity.primary = true;
    user.set_identities(&[identity]).map_err(Error::internal)?;
    Ok(user)
}

/// Stores a new user in the group of its provider; `false` where somebody has the name or the identity by now: perhaps
/// the function that was asked has just linked it.
async fn store(ctx: &Ctx, pool: &Pool, known: &Known<'_>, user: &User) -> Result<bool, Retry> {
    let name = format!("{}_{}", pool.id, known.provider.name);
    let mut changes = vec![Change::CreateUser {
        username_key: name_key(&user.username, pool.rules.case_sensitive),
        aliases: user.aliases(pool),
        user: user.clone(),
    }];
    if ctx.store.group(&pool.id, &name).await?.is_none() {
        changes.push(Change::CreateGroup(Group {
            pool_id: pool.id.clone(),
            name: name.clone(),
            description: Some(format!(
                "Autogenerated group for users who sign in using {}",
                known.provider.name
            )),
            role_arn: None,
            precedence: None,
            created_at: user.created_at,
            modified_at: user.created_at,
        }));
    }
    changes.push(Change::AddToGroup {
        pool_id: pool.id.clone(),
        name,
        sub: user.sub.clone(),
    });
    match ctx.commit(changes).await {
        Err(CommitError::Conflict(Conflict::Username | Conflict::Alias)) => Ok(false),
        result => {
            result?;
            Ok(true)
        }
    }
}

//! Users whom only the UserMigration function knows: made here when they come for the first time.
//!
//! No welcome message is sent, whatever the function says of one: Cognito's would carry the user's own password.

use std::collections::BTreeMap;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{AttributeType, UserPoolMfaType, UserStatusType};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{aliases, attributes, lockout, password, usernames, users};
use crate::model::{Client, Factor, MfaRules, Pool, User, UserMfa, name_key};
use crate::store::{Change, CommitError, Conflict};
use crate::trigger::user_migration::{self, Migrated};

/// What a function has said of somebody unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Migration {
    /// It was not asked, or the user is there now.
    Done,
    /// It knows nobody with this name and password. The try is counted.
    Nobody,
}

/// At a sign-in with a password by somebody unknown. The try is counted before the function is asked, so that it
/// cannot be asked about many passwords at once.
pub(crate) async fn by_password(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    typed: &str,
    offered: &Secret,
) -> Result<Migration, Error> {
    if !user_migration::is_set(ctx, pool) || users::find(ctx, pool, typed).await?.is_some() {
        return Ok(Migration::Done);
    }
    let login = users::login_name(pool, typed);
    let count = ctx.retry(async || {
        let attempt = lockout::Attempt::begin(ctx, pool, None, &login).await?;
        ctx.commit(vec![attempt.failed(ctx.clock.now())]).await?;
        Ok(attempt)
    });
    let attempt = count.await?;
    let migrated = user_migration::ask(ctx, pool, client, typed, Some(offered)).await?;
    let Some(migrated) = migrated else {
        return Ok(Migration::Nobody);
    };
    let known = known(&migrated)?;
    ctx.retry(|| make(ctx, pool, typed, &known, Some(offered)))
        .await?;
    // Whoever counts at the same time keeps the count: it says little by now.
    let forgotten = ctx.commit(vec![attempt.failed_and_forgotten()]).await;
    match forgotten {
        Ok(()) | Err(CommitError::Conflict(_)) => Ok(Migration::Done),
        Err(error) => Err(error.into()),
    }
}

/// At a request for a new password by somebody unknown.
pub(crate) async fn by_forgotten_password(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    typed: &str,
) -> Result<(), Error> {
    if !user_migration::is_set(ctx, pool) || users::find(ctx, pool, typed).await?.is_some() {
        return Ok(());
    }
    let Some(migrated) = user_migration::ask(ctx, pool, client, typed, None).await? else {
        return Ok(());
    };
    let known = known(&migrated)?;
    ctx.retry(|| make(ctx, pool, typed, &known, None)).await
}

/// What the function knows, in the shapes of the pool.
struct Known {
    /// The user name, where it was an alias that was typed.
    username: Option<String>,
    attributes: Vec<AttributeType>,
    status: UserStatusType,
    takes_aliases: bool,
    by_text_message: bool,
}

fn known(migrated: &Migrated) -> Result<Known, Error> {
    let mut given: BTreeMap<String, String> = migrated.user_attributes.clone().unwrap_or_default();
    let username = given.remove("username");
    if given.contains_key("sub") || given.keys().any(|name| name.starts_with("cognito:")) {
        return Err(Error::InvalidLambdaResponse);
    }
    Ok(Known {
        username,
        attributes: given
            .into_iter()
            .map(|(name, value)| AttributeType {
                name,
                value: Some(value),
            })
            .collect(),
        status: if migrated.final_user_status.as_deref() == Some("CONFIRMED") {
            UserStatusType::Confirmed
        } else {
            UserStatusType::ResetRequired
        },
        takes_aliases: migrated.force_alias_creation == Some(true),
        by_text_message: migrated.enable_sms_mfa == Some(true),
    })
}

/// Makes the user. Somebody who was made meanwhile stays as it is.
async fn make(
    ctx: &Ctx,
    pool: &Pool,
    typed: &str,
    known: &Known,
    offered: Option<&Secret>,
) -> Result<(), Retry> {
    let user = new_user(ctx, pool, typed, known)?;
    let mut changes = Vec::new();
    if known.takes_aliases {
        changes.extend(aliases::take_over(ctx, pool, &user).await?);
    }
    changes.push(Change::CreateUser {
        username_key: name_key(&user.username, pool.rules.case_sensitive),
        user: user.clone(),
        aliases: user.aliases(pool),
    });
    if let Some(offered) = offered {
        // The policy does not apply: it is the password that the user has.
        changes.push(password::first(ctx, pool, &user, offered.expose()).await?);
    }
    if known.by_text_message {
        changes.push(Change::PutMfa(Box::new(text_messages(pool, &user)?)));
    }
    match ctx.commit(changes).await {
        Err(CommitError::Conflict(Conflict::Username | Conflict::Alias)) => {
            if users::find(ctx, pool, typed).await?.is_some() {
                return Ok(());
            }
            match aliases::taken(ctx, pool, &user).await? {
                "email" | "phone_number" if known.takes_aliases => Err(Retry::Conflict),
                attribute => refuse(Error::AliasExists(attribute)),
            }
        }
        result => Ok(result?),
    }
}

fn new_user(ctx: &Ctx, pool: &Pool, typed: &str, known: &Known) -> Result<User, Error> {
    let mut attributes = attributes::by_administrator(pool, &known.attributes)?.set;
    let name = match &known.username {
        None => typed,
        // Another name only for somebody who came by an address.
        Some(name)
            if ["email", "phone_number"]
                .iter()
                .any(|address| attributes.get(*address).map(String::as_str) == Some(typed)) =>
        {
            name
        }
        Some(name) if name == typed => name,
        Some(_) => return Err(Error::InvalidLambdaResponse),
    };
    // Where an address is the user name, it is the one that was typed.
    let name = if pool.names_users_by_sub() {
        typed
    } else {
        name
    };
    let sub = ctx.uuid();
    let username = usernames::internal(pool, &sub, name, &mut attributes)?;
    pool.rules
        .schema
        .check_required(|name| attributes.contains_key(name))?;
    for address in ["email", "phone_number"] {
        if !attributes.contains_key(address) {
            attributes.remove(&format!("{address}_verified"));
        }
    }
    attributes.insert("sub".to_owned(), sub.clone());
    let now = ctx.clock.now();
    Ok(User {
        pool_id: pool.id.clone(),
        sub,
        username,
        status: known.status,
        enabled: true,
        attributes,
        created_at: now,
        modified_at: now,
        signed_out_at: None,
        version: 1,
    })
}

/// Codes by text message as the second factor, where the pool asks for factors and the user has a number.
fn text_messages(pool: &Pool, user: &User) -> Result<UserMfa, Error> {
    let asks = MfaRules::of(pool).required != UserPoolMfaType::Off;
    if !asks || user.attribute("phone_number").is_none() {
        return Err(Error::InvalidLambdaResponse);
    }
    let mut mfa = UserMfa::new(&pool.id, &user.sub);
    mfa.set(Factor::Sms, true, true);
    Ok(mfa)
}

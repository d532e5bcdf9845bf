//! Aliases that two users lay claim to: the last one to verify an address has it, where it may be taken.

use crate::ctx::Engine;
use crate::error::Error;
use crate::flow::users;
use crate::model::{AliasKind, Pool, SignInNames, User, is_email, is_phone_number};
use crate::store::{Change, StoreError};

/// The changes that take a user's addresses from the users who sign in by them now: there they are no
/// longer verified. A preferred user name is never taken.
pub(crate) async fn take_over(
    engine: &Engine,
    pool: &Pool,
    user: &User,
) -> Result<Vec<Change>, StoreError> {
    if matches!(pool.rules.sign_in, SignInNames::Attribute { .. }) {
        // There an address is the user's only name, verified or not.
        return Ok(Vec::new());
    }
    let mut owners: Vec<User> = Vec::new();
    for alias in user.aliases(pool) {
        if matches!(
            alias.kind,
            AliasKind::PreferredUsername | AliasKind::Identity
        ) {
            continue;
        }
        let owner = engine.store.user_by_alias(&pool.id, &alias).await?;
        let Some(owner) = owner.filter(|owner| owner.sub != user.sub) else {
            continue;
        };
        let known = owners.iter().position(|other| other.sub == owner.sub);
        let index = known.unwrap_or_else(|| {
            owners.push(users::touched(owner, engine.clock.now()));
            owners.len() - 1
        });
        let flag = format!("{}_verified", alias.kind.attribute());
        owners[index].attributes.insert(flag, "false".to_owned());
    }
    let changes = owners.into_iter().map(|owner| Change::UpdateUser {
        aliases: Some(owner.aliases(pool)),
        user: owner,
    });
    Ok(changes.collect())
}

/// The attribute by which another user signs in already, after a commit has met a taken alias.
pub(crate) async fn taken(
    engine: &Engine,
    pool: &Pool,
    user: &User,
) -> Result<&'static str, StoreError> {
    for alias in user.aliases(pool) {
        let owner = engine.store.user_by_alias(&pool.id, &alias).await?;
        if owner.is_some_and(|owner| owner.sub != user.sub) {
            return Ok(alias.kind.attribute());
        }
    }
    // Nobody's alias, but somebody's user name.
    Ok(AliasKind::PreferredUsername.attribute())
}

/// Refuses a preferred user name that looks like an address by which others sign in. The texts are
/// unconfirmed; Cognito has them for user names.
pub(crate) fn check_preferred_username(pool: &Pool, name: Option<&str>) -> Result<(), Error> {
    let SignInNames::Username {
        email,
        phone_number,
        preferred_username: true,
    } = pool.rules.sign_in
    else {
        return Ok(());
    };
    match name {
        Some(name) if email && is_email(name) => Err(Error::UsernameShape(
            "Preferred username cannot be of email format, since user pool is configured for email alias.",
        )),
        Some(name) if phone_number && is_phone_number(name) => Err(Error::UsernameShape(
            "Preferred username cannot be of phone number format, since user pool is configured for phone number alias.",
        )),
        _ => Ok(()),
    }
}

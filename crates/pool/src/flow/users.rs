//! Finding the user that a caller names.

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::UserStatusType;

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Client, LoginName, Pool, User};

/// The name in the form in which the pool looks names up.
pub(crate) fn login_name(pool: &Pool, typed: &str) -> LoginName {
    LoginName::new(typed, pool.rules.case_sensitive)
}

/// The user of this name, alias or `sub`.
pub(crate) async fn find(engine: &Engine, pool: &Pool, typed: &str) -> Result<Option<User>, Error> {
    Ok(engine
        .store
        .user_by_login(&pool.id, &login_name(pool, typed))
        .await?)
}

/// The user that an administrator names.
pub(crate) async fn find_for_admin(
    engine: &Engine,
    pool: &Pool,
    typed: &str,
) -> Result<User, Error> {
    find(engine, pool, typed).await?.ok_or(Error::UserNotFound)
}

/// Refuses a user of another identity provider, who has no password here. Where users are hidden, the password is
/// wrong like any other.
pub(crate) fn check_has_password(client: &Client, user: Option<&User>) -> Result<(), Error> {
    let elsewhere = user.is_some_and(|user| user.status == UserStatusType::ExternalProvider);
    if elsewhere && !client.rules.hides_users {
        return Err(Error::SignsInElsewhere);
    }
    Ok(())
}

/// The user as it will be: touched now.
pub(crate) fn touched(mut user: User, now: Timestamp) -> User {
    user.modified_at = now;
    user
}

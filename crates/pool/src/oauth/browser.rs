//! Browsers that are signed in at the managed login: one cookie for all app clients of a pool, for an hour.

use poolgate_pool_api::{Secret, Timestamp};

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{BrowserSession, Pool, User};
use crate::store::Change;
use crate::token;

/// How long a sign-in counts, in milliseconds; it is not prolonged.
pub const LIFETIME: i64 = 60 * 60 * 1000;

/// The letters and digits of a cookie: some 268 bits.
const COOKIE: usize = 52;

/// A new sign-in: the change that stores it, and the value of its cookie.
pub(crate) fn begin(engine: &Engine, user: &User) -> (Change, Secret) {
    let cookie = Secret::from(poolgate_crypto::base36(&*engine.random, COOKIE));
    let now = engine.clock.now();
    let session = BrowserSession {
        hash: token::hash(cookie.expose()),
        pool_id: user.pool_id.clone(),
        sub: user.sub.clone(),
        signed_in_at: now,
        expires_at: Timestamp(now.0 + LIFETIME),
    };
    (Change::CreateBrowserSession(session), cookie)
}

/// The sign-in of a cookie and its user, if both still stand.
///
/// # Errors
/// If the storage fails.
pub async fn of_cookie(
    engine: &Engine,
    pool: &Pool,
    cookie: &str,
) -> Result<Option<(BrowserSession, User)>, Error> {
    let hash = token::hash(cookie);
    let found = engine.store.browser_session(&hash).await?;
    let now = engine.clock.now();
    let Some(session) = found.filter(|found| found.pool_id == pool.id && now < found.expires_at)
    else {
        return Ok(None);
    };
    let (user, _) = engine
        .store
        .user_and_session(&pool.id, &session.sub, None)
        .await?;
    let user = user.filter(|user| user.enabled);
    Ok(user.map(|user| (session, user)))
}

/// Ends the sign-in of a cookie, if there is one.
///
/// # Errors
/// If the storage fails.
pub async fn end(engine: &Engine, cookie: &str) -> Result<(), Error> {
    let hash = token::hash(cookie);
    engine
        .commit(vec![Change::EndBrowserSession { hash }])
        .await?;
    Ok(())
}

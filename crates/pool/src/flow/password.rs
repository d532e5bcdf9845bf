//! Passwords: made into a verifier, and checked against it.
//!
//! A user that is not there costs what one that is there costs: the same read, the same power, the
//! same comparison.

use poolgate_crypto::srp::{GROUP_BYTES, SALT_BYTES, Verifier};

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{LoginName, Password, Pool, User};

/// What `InvalidPasswordException` says first when signing up.
pub(crate) const SIGN_UP_PREFIX: &str = "Password did not conform with policy: ";

/// The same when a user changes or resets a password.
pub(crate) const CHANGE_PREFIX: &str = "Password does not conform to policy: ";

/// Checks a new password against the pool's policy.
pub(crate) fn check_policy(pool: &Pool, password: &str, prefix: &'static str) -> Result<(), Error> {
    pool.rules
        .password
        .check(password)
        .map_err(|fault| Error::InvalidPassword { prefix, fault })
}

/// Makes the proof of a new password. `user_id` is the user's internal name.
pub(crate) async fn new_password(
    engine: &Engine,
    pool: &Pool,
    user_id: &str,
    password: &str,
) -> Result<Password, Error> {
    let mut salt = [0; SALT_BYTES];
    engine.random.fill(&mut salt);
    let verifier = compute(engine, pool, user_id, password, salt).await?;
    Ok(Password {
        salt,
        verifier,
        set_at: engine.clock.now(),
    })
}

/// Whether the password is the user's. Without a user the answer is no, after the same work.
pub(crate) async fn is_right(
    engine: &Engine,
    pool: &Pool,
    user: Option<&User>,
    login: &LoginName,
    password: &str,
) -> Result<bool, Error> {
    let sub = user.map_or("", |user| user.sub.as_str());
    let user_id = user.map_or(login.key.as_str(), |user| user.username.as_str());
    let stored = engine.store.password(&pool.id, sub).await?;
    let salt = stored
        .as_ref()
        .map_or_else(|| fake_salt(engine, pool, login), |password| password.salt);
    let offered = compute(engine, pool, user_id, password, salt).await?;
    // A proof that no password gives stands in where there is none, so that the comparison is made too.
    let nobody = || Verifier::from_bytes(&[0; GROUP_BYTES]);
    let proof = stored.map(|password| password.verifier).or_else(nobody);
    Ok(proof.is_some_and(|proof| proof.matches(&offered)) && user.is_some())
}

async fn compute(
    engine: &Engine,
    pool: &Pool,
    user_id: &str,
    password: &str,
    salt: [u8; SALT_BYTES],
) -> Result<Verifier, Error> {
    let (pool_name, user_id) = (pool.srp_name().to_owned(), user_id.to_owned());
    let password = poolgate_pool_api::Secret::from(password);
    engine
        .work
        .power(move || Verifier::compute(&pool_name, &user_id, password.expose(), &salt))
        .await
}

/// The salt of a user that does not exist: always the same for one name.
fn fake_salt(engine: &Engine, pool: &Pool, login: &LoginName) -> [u8; SALT_BYTES] {
    let mac = engine.fakes.mac(&["salt", &pool.id], &login.key);
    let mut salt = [0; SALT_BYTES];
    salt.copy_from_slice(&mac[..SALT_BYTES]);
    salt
}

//! Passwords: made into a verifier, and checked against it.
//!
//! A user that is not there costs what one that is there costs: the same read, the same power, the
//! same comparison.

use poolgate_crypto::srp::{SALT_BYTES, Verifier};
use poolgate_pool_api::Timestamp;

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{LoginName, Password, Pool, User};
use crate::store::Change;

/// What `InvalidPasswordException` says first when signing up.
pub(crate) const SIGN_UP_PREFIX: &str = "Password did not conform with policy: ";

/// The same when an administrator creates a user.
pub(crate) const ADMIN_CREATE_PREFIX: &str = "Password did not conform with password policy: ";

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
async fn new_password(
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

/// The change that sets a user's first password.
pub(crate) async fn first(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    password: &str,
) -> Result<Change, Error> {
    Ok(Change::SetPassword {
        pool_id: pool.id.clone(),
        sub: user.sub.clone(),
        password: new_password(engine, pool, &user.username, password).await?,
        keep: pool.rules.password.history.saturating_sub(1),
    })
}

/// The change that sets another password, unless the pool's policy forbids an earlier one.
pub(crate) async fn another(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    password: &str,
) -> Result<Change, Error> {
    check_history(engine, pool, user, password).await?;
    first(engine, pool, user, password).await
}

/// Refuses a password that the user has, or had among the last ones.
async fn check_history(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    password: &str,
) -> Result<(), Error> {
    let history = pool.rules.password.history;
    if history == 0 {
        return Ok(());
    }
    let now = engine.store.password(&pool.id, &user.sub).await?;
    let past = engine
        .store
        .past_passwords(&pool.id, &user.sub, history - 1)
        .await?;
    for used in now.into_iter().chain(past) {
        let offered = compute(engine, pool, &user.username, password, used.salt).await?;
        if used.verifier.matches(&offered) {
            return Err(Error::PasswordUsedBefore);
        }
    }
    Ok(())
}

/// A proof to check against: the user's, or one that no password gives.
pub(crate) struct StoredProof {
    pub(crate) salt: [u8; SALT_BYTES],
    pub(crate) verifier: Verifier,
    /// When the password was set.
    pub(crate) set_at: Timestamp,
    /// Whether it is the user's.
    pub(crate) is_real: bool,
}

/// The user's proof. Without a user, or without a password, one that is always the same for the name:
/// the same read, and nothing to tell it by.
pub(crate) async fn stored_or_fake(
    engine: &Engine,
    pool: &Pool,
    user: Option<&User>,
    login: &LoginName,
) -> Result<StoredProof, Error> {
    let sub = user.map_or("", |user| user.sub.as_str());
    let stored = engine.store.password(&pool.id, sub).await?;
    Ok(match stored {
        Some(Password {
            salt,
            verifier,
            set_at,
        }) => StoredProof {
            salt,
            verifier,
            set_at,
            is_real: true,
        },
        None => StoredProof {
            salt: fake_salt(engine, pool, login),
            verifier: Verifier::of_nobody(&fake_seed(engine, pool, login)),
            set_at: Timestamp(0),
            is_real: false,
        },
    })
}

/// Whether the password is the user's. Without a user the answer is no, after the same work.
pub(crate) async fn is_right(
    engine: &Engine,
    pool: &Pool,
    user: Option<&User>,
    login: &LoginName,
    proof: &StoredProof,
    password: &str,
) -> Result<bool, Error> {
    let user_id = user.map_or(login.key.as_str(), |user| user.username.as_str());
    let offered = compute(engine, pool, user_id, password, proof.salt).await?;
    Ok(proof.verifier.matches(&offered) && proof.is_real)
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

/// What the verifier of a user that does not exist is made of.
fn fake_seed(engine: &Engine, pool: &Pool, login: &LoginName) -> [u8; 64] {
    let mut seed = [0; 64];
    seed[..32].copy_from_slice(&engine.fakes.mac(&["verifier 1", &pool.id], &login.key));
    seed[32..].copy_from_slice(&engine.fakes.mac(&["verifier 2", &pool.id], &login.key));
    seed
}

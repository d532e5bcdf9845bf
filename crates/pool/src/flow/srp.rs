//! `USER_SRP_AUTH`: the user proves the password without sending it.
//!
//! The state between the two requests is in the secret block, sealed: who has the private value in it
//! could guess the password offline. A block counts once, whether the proof holds or not. A user that
//! does not exist gets a challenge too, always with the same salt.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_crypto::srp::server::{self, Claim, PrivateValue};
use poolgate_crypto::srp::{PublicValue, Verifier};
use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::ChallengeNameType;
use serde::{Deserialize, Serialize};

use super::after::After;
use super::parameters::Parameters;
use super::proved::{self, Proof};
use super::step::Step;
use super::{client_proof, lockout, password, users};
use crate::ctx::{Ctx, Engine, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, LoginName, Pool, User};
use crate::store::Change;

/// How long a block is valid, and how far the time of a proof may be off, in milliseconds. Cognito says
/// "a few seconds" of the first.
pub(super) const LIFETIME: i64 = 5 * 60 * 1000;

/// For the seal.
const PURPOSE: &[u8] = b"srp secret block";

/// The open content of a secret block.
#[derive(Serialize, Deserialize)]
struct SecretBlock {
    id: String,
    client_id: String,
    /// The name by which the user was looked up.
    login: String,
    user_id: String,
    a: String,
    b: String,
    private: String,
    expires_at: i64,
    /// The device that the user said it was on at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_key: Option<String>,
    /// What follows. It is in here, so that a block cannot be answered without it.
    #[serde(default, skip_serializing_if = "After::is_default")]
    after: After,
}

/// The first request: `SRP_A` is answered with `PASSWORD_VERIFIER`.
pub(crate) async fn start(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
    after: After,
) -> Result<Step, Error> {
    client_proof::check_hash(client, parameters.username(), parameters.get("SECRET_HASH"))?;
    let typed = parameters.require("USERNAME")?.expose();
    let a = PublicValue::from_hex(parameters.require("SRP_A")?.expose())
        .map_err(|_| Error::InvalidParameter("Invalid SRP_A".to_owned()))?;
    let login = users::login_name(pool, typed);
    let user = engine.store.user_by_login(&pool.id, &login).await?;
    if user.is_none() && !client.rules.hides_users {
        return Err(Error::UserNotFound);
    }
    users::check_has_password(client, user.as_ref())?;
    let proof = password::stored_or_fake(engine, pool, user.as_ref(), &login).await?;
    let private = server::private_value(&*engine.random);
    let (verifier, value) = (proof.verifier.clone(), private.clone());
    let b = engine
        .work
        .power(move || server::public_value(&verifier, &value))
        .await?;
    let b = b.ok_or_else(|| Error::internal("B is zero in the group: once in 2^3072 sign-ins"))?;
    let user_id = user_id(engine, pool, user.as_ref(), &login);
    let block = SecretBlock {
        id: engine.uuid(),
        client_id: client.id.clone(),
        login: typed.to_owned(),
        user_id: user_id.clone(),
        a: a.to_hex(),
        b: b.to_hex(),
        private: STANDARD.encode(*private),
        expires_at: engine.clock.now().0 + LIFETIME,
        device_key: parameters.device().key,
        after,
    };
    let content = serde_json::to_vec(&block).map_err(Error::internal)?;
    let parameters = [
        ("SALT", salt_hex(&proof.salt)),
        (
            "SECRET_BLOCK",
            STANDARD.encode(engine.sessions.seal(PURPOSE, &content)),
        ),
        ("SRP_B", b.to_hex()),
        ("USERNAME", user_id.clone()),
        ("USER_ID_FOR_SRP", user_id),
    ];
    Ok(Step::Challenge {
        name: ChallengeNameType::PasswordVerifier,
        session: None,
        parameters: parameters
            .map(|(key, value)| (key.to_owned(), value))
            .into(),
        available: None,
    })
}

/// The internal name of the user; for nobody, one that looks alike and is always the same.
pub(crate) fn user_id(
    engine: &Engine,
    pool: &Pool,
    user: Option<&User>,
    login: &LoginName,
) -> String {
    match user {
        Some(user) => user.username.clone(),
        None if pool.names_users_by_sub() => engine.pseudonym("sub", pool, login),
        None => login.typed.clone(),
    }
}

/// A salt as it travels: a number, so without leading zeros.
pub(super) fn salt_hex(salt: &[u8]) -> String {
    let digits: String = salt
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    digits.trim_start_matches('0').to_owned()
}

/// The second request: the proof.
pub(crate) async fn verify(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    responses: &Parameters,
) -> Result<Step, Retry> {
    responses.require("USERNAME")?;
    let signature = responses.require("PASSWORD_CLAIM_SIGNATURE")?.expose();
    let sent_block = responses.require("PASSWORD_CLAIM_SECRET_BLOCK")?.expose();
    let timestamp = responses.require("TIMESTAMP")?.expose();
    let refused = || Error::IncorrectUsernameOrPassword;
    let sealed = STANDARD.decode(sent_block).map_err(|_| refused())?;
    let content = ctx.sessions.open(PURPOSE, &sealed).map_err(|_| refused())?;
    let block: SecretBlock = serde_json::from_slice(&content).map_err(Error::internal)?;
    let now = ctx.clock.now();
    if block.client_id != client.id || now.0 >= block.expires_at || !is_recent(timestamp, now) {
        return refuse(refused());
    }
    let login = users::login_name(pool, &block.login);
    let user = ctx.store.user_by_login(&pool.id, &login).await?;
    let attempt = lockout::Attempt::begin(ctx, pool, user.as_ref(), &login).await?;
    let proof = password::stored_or_fake(ctx, pool, user.as_ref(), &login).await?;
    let mut device = responses.device();
    device.key = device.key.or_else(|| block.device_key.clone());
    let exchange = Exchange::new(&block, &proof.verifier, pool, sealed, timestamp, signature)?;
    let proves = ctx.work.power(move || exchange.proves()).await?;
    let spend = Change::Spend {
        id: block.id,
        expires_at: Timestamp(block.expires_at),
    };
    match user.filter(|_| proves && proof.is_real) {
        None => {
            ctx.commit(vec![spend, attempt.failed(now)])
                .await
                .map_err(used_up)?;
            refuse(refused())
        }
        Some(user) => {
            let proof = Proof {
                set_at: proof.set_at,
                changes: std::iter::once(spend).chain(attempt.succeeded()).collect(),
                device,
                after: block
                    .after
                    .proved(ChallengeNameType::PasswordVerifier.as_str()),
            };
            proved::go_on(ctx, pool, client, user, proof)
                .await
                .map_err(|retry| match retry {
                    Retry::Spent => Retry::Failed(refused()),
                    other => other,
                })
        }
    }
}

/// A block that was used before is refused as a wrong proof; a failure counted meanwhile is read again.
pub(super) fn used_up(error: crate::store::CommitError) -> Retry {
    match Retry::from(error) {
        Retry::Spent => Retry::Failed(Error::IncorrectUsernameOrPassword),
        other => other,
    }
}

/// Everything that the check of a proof needs, to go off the async threads.
pub(super) struct Exchange {
    pub(super) verifier: Verifier,
    pub(super) a: PublicValue,
    pub(super) b: PublicValue,
    pub(super) private: PrivateValue,
    pub(super) pool_name: String,
    pub(super) user_id: String,
    pub(super) block: Vec<u8>,
    pub(super) timestamp: String,
    pub(super) signature: Vec<u8>,
}

impl Exchange {
    fn new(
        block: &SecretBlock,
        verifier: &Verifier,
        pool: &Pool,
        sealed: Vec<u8>,
        timestamp: &str,
        signature: &str,
    ) -> Result<Self, Error> {
        Ok(Self {
            verifier: verifier.clone(),
            a: PublicValue::from_hex(&block.a).map_err(Error::internal)?,
            b: PublicValue::from_hex(&block.b).map_err(Error::internal)?,
            private: private_value(&block.private)?,
            pool_name: pool.srp_name().to_owned(),
            user_id: block.user_id.clone(),
            block: sealed,
            timestamp: timestamp.to_owned(),
            signature: STANDARD
                .decode(signature)
                .map_err(|_| Error::IncorrectUsernameOrPassword)?,
        })
    }

    pub(super) fn proves(&self) -> bool {
        let claim = Claim {
            pool_name: &self.pool_name,
            user_id: &self.user_id,
            secret_block: &self.block,
            timestamp: &self.timestamp,
            signature: &self.signature,
        };
        server::proves(&self.verifier, &self.a, &self.private, &self.b, &claim)
    }
}

/// The private value that a secret block carries.
pub(super) fn private_value(encoded: &str) -> Result<PrivateValue, Error> {
    let private = STANDARD.decode(encoded).map_err(Error::internal)?;
    let private: [u8; server::PRIVATE_BYTES] = private
        .try_into()
        .map_err(|_| Error::internal("a secret block without its private value"))?;
    Ok(PrivateValue::new(private))
}

/// Whether a proof was made a short while ago.
pub(super) fn is_recent(timestamp: &str, now: Timestamp) -> bool {
    sent_at(timestamp).is_some_and(|sent| (sent - now.0).abs() <= LIFETIME)
}

/// `Tue Mar 5 07:08:09 UTC 2024` in milliseconds since 1970.
fn sent_at(timestamp: &str) -> Option<i64> {
    let time = jiff::civil::DateTime::strptime("%a %b %d %H:%M:%S UTC %Y", timestamp).ok()?;
    Some(
        time.to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_millisecond(),
    )
}

#[cfg(test)]
mod tests {
    use super::{salt_hex, sent_at};

    #[test]
    fn times_are_read_as_clients_write_them() {
        assert_eq!(
            sent_at("Tue Mar 5 07:08:09 UTC 2024"),
            Some(1_709_622_489_000)
        );
        assert_eq!(sent_at("Thu Jan 1 00:00:00 UTC 1970"), Some(0));
        assert_eq!(sent_at("yesterday"), None);
    }

    #[test]
    fn a_salt_travels_as_a_number() {
        assert_eq!(salt_hex(&[0x00, 0x0a, 0xff]), "aff");
    }
}

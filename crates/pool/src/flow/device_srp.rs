//! `DEVICE_SRP_AUTH` and `DEVICE_PASSWORD_VERIFIER`: a remembered device proves its secret, as `USER_SRP_AUTH` proves a
//! password.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_crypto::srp::PublicValue;
use poolgate_crypto::srp::server;
use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::ChallengeNameType;
use serde::{Deserialize, Serialize};

use super::after::After;
use super::device::{self, ClaimedDevice, Onward};
use super::parameters::Parameters;
use super::step::Step;
use super::{lockout, sign_in, srp, users};
use crate::ctx::{Ctx, Engine, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Device, DeviceRules, Pool, ProvedBefore, User};
use crate::store::Change;
use crate::trigger::pre_token_generation::TokenSource;

/// For the seal.
const PURPOSE: &[u8] = b"device secret block";

/// The open content of a secret block.
#[derive(Serialize, Deserialize)]
struct SecretBlock {
    id: String,
    client_id: String,
    sub: String,
    device_key: String,
    a: String,
    b: String,
    private: String,
    expires_at: i64,
}

/// A device whose user has proved everything else.
struct Waiting {
    user: User,
    device: Device,
    proved: ProvedBefore,
}

/// The device that is named, if a sign-in of this client waits for it.
async fn waiting(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    responses: &Parameters,
) -> Result<Waiting, Error> {
    let username = responses.require("USERNAME")?.expose();
    let key = responses.require("DEVICE_KEY")?.expose();
    let user = users::find(engine, pool, username).await?;
    // Nobody looks like a user without this device.
    let user = user.filter(|_| DeviceRules::of(pool).is_some());
    let user = user.ok_or(Error::DeviceNotFound)?;
    let device = engine.store.device(&device::reference(&user, key)).await?;
    let device = device.ok_or(Error::DeviceNotFound)?;
    let now = engine.clock.now();
    let proved = device.proved.clone();
    let proved = proved.filter(|proved| proved.client_id == client.id && now < proved.until);
    let proved = proved.ok_or(Error::SessionInvalid)?;
    if !user.enabled {
        return Err(Error::UserDisabled);
    }
    Ok(Waiting {
        user,
        device,
        proved,
    })
}

/// `DEVICE_SRP_AUTH` is answered with `DEVICE_PASSWORD_VERIFIER`.
pub(crate) async fn start(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    responses: &Parameters,
) -> Result<Step, Error> {
    let a = PublicValue::from_hex(responses.require("SRP_A")?.expose())
        .map_err(|_| Error::InvalidParameter("Invalid SRP_A".to_owned()))?;
    let waiting = waiting(engine, pool, client, responses).await?;
    let private = server::private_value(&*engine.random);
    let (verifier, value) = (waiting.device.verifier, private.clone());
    let b = engine
        .work
        .power(move || server::public_value(&verifier, &value))
        .await?;
    let b = b.ok_or_else(|| Error::internal("B is zero in the group: once in 2^3072 sign-ins"))?;
    let block = SecretBlock {
        id: engine.uuid(),
        client_id: client.id.clone(),
        sub: waiting.user.sub,
        device_key: waiting.device.key.clone(),
        a: a.to_hex(),
        b: b.to_hex(),
        private: STANDARD.encode(*private),
        expires_at: engine.clock.now().0 + srp::LIFETIME,
    };
    let content = serde_json::to_vec(&block).map_err(Error::internal)?;
    let block = STANDARD.encode(engine.sessions.seal(PURPOSE, &content));
    let parameters = [
        ("DEVICE_KEY", waiting.device.key),
        ("SALT", srp::salt_hex(&waiting.device.salt)),
        ("SECRET_BLOCK", block),
        ("SRP_B", b.to_hex()),
        ("USERNAME", waiting.user.username),
    ];
    Ok(Step::Challenge {
        name: ChallengeNameType::DevicePasswordVerifier,
        session: None,
        parameters: parameters
            .map(|(key, value)| (key.to_owned(), value))
            .into(),
        available: None,
    })
}

/// The proof. A wrong one counts as a wrong second factor, and uses the block up.
pub(crate) async fn verify(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    responses: &Parameters,
) -> Result<Step, Retry> {
    let refused = || Error::IncorrectUsernameOrPassword;
    let signature = responses.require("PASSWORD_CLAIM_SIGNATURE")?.expose();
    let sent_block = responses.require("PASSWORD_CLAIM_SECRET_BLOCK")?.expose();
    let timestamp = responses.require("TIMESTAMP")?.expose();
    let sealed = STANDARD.decode(sent_block).map_err(|_| refused())?;
    let content = ctx.sessions.open(PURPOSE, &sealed).map_err(|_| refused())?;
    let block: SecretBlock = serde_json::from_slice(&content).map_err(Error::internal)?;
    let Waiting {
        user,
        device,
        proved,
    } = waiting(ctx, pool, client, responses).await?;
    let now = ctx.clock.now();
    let is_theirs = block.sub == user.sub && block.device_key == device.key;
    let is_current = now.0 < block.expires_at && srp::is_recent(timestamp, now);
    if block.client_id != client.id || !is_theirs || !is_current {
        return refuse(refused());
    }
    let attempt = lockout::Attempt::begin_second(ctx, pool, &user).await?;
    let exchange = srp::Exchange {
        verifier: device.verifier,
        a: PublicValue::from_hex(&block.a).map_err(Error::internal)?,
        b: PublicValue::from_hex(&block.b).map_err(Error::internal)?,
        private: srp::private_value(&block.private)?,
        pool_name: device::group_key(pool),
        user_id: device.key.clone(),
        block: sealed,
        timestamp: timestamp.to_owned(),
        signature: STANDARD.decode(signature).map_err(|_| refused())?,
    };
    let proves = ctx.work.power(move || exchange.proves()).await?;
    let spend = Change::Spend {
        id: block.id,
        expires_at: Timestamp(block.expires_at),
    };
    if !proves {
        let changes = vec![spend, attempt.failed(now)];
        ctx.commit(changes).await.map_err(srp::used_up)?;
        return refuse(refused());
    }
    let signed_in = Change::DeviceSignedIn {
        device: device::reference(&user, &device.key),
        before: Some(proved),
        at: now,
        address: responses.device().address,
    };
    let onward = Onward {
        changes: [spend, signed_in]
            .into_iter()
            .chain(attempt.succeeded())
            .collect(),
        device: ClaimedDevice {
            key: Some(device.key),
            ..responses.device()
        },
        after: After::Tokens(TokenSource::AuthenticateDevice),
    };
    sign_in::complete(ctx, pool, client, &user, onward)
        .await
        .map_err(|retry| match retry {
            Retry::Spent => Retry::Failed(refused()),
            other => other,
        })
}

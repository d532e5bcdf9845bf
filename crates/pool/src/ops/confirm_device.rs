//! ConfirmDevice: a device that the last sign-in gave a key is one of the user's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_crypto::srp::Verifier;
use poolgate_pool_api::types::{
    ConfirmDeviceRequest, ConfirmDeviceResponse, DeviceSecretVerifierConfigType,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::devices;
use crate::model::Device;
use crate::store::{Change, CommitError, Conflict};
use crate::token;

/// The longest salt, in bytes. Clients send sixteen, and a zero before them.
const LONGEST_SALT: usize = 64;

/// Stores the device. It is remembered at once, unless the pool wants its user to be asked.
pub async fn run(ctx: &Ctx, input: ConfirmDeviceRequest) -> Result<ConfirmDeviceResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let rules = devices::rules(&who.pool)?;
    // A key counts where it was given: in the sign-in that this token comes from.
    if who.device_key.as_deref() != Some(input.device_key.as_str()) {
        return Err(Error::DeviceNotFound);
    }
    let (salt, verifier) = secret(input.device_secret_verifier_config.as_ref())?;
    let now = ctx.clock.now();
    let device = Device {
        pool_id: who.pool.id.clone(),
        sub: who.user.sub,
        key: input.device_key,
        name: input.device_name,
        salt,
        verifier,
        remembered: !rules.asks_user,
        created_at: now,
        modified_at: now,
        address: ctx.caller.address,
        authenticated_at: now,
        proved: None,
    };
    match ctx
        .commit(vec![Change::CreateDevice(Box::new(device))])
        .await
    {
        Err(CommitError::Conflict(Conflict::Id)) => Err(Error::DeviceKeyExists),
        result => {
            result?;
            Ok(ConfirmDeviceResponse {
                user_confirmation_necessary: Some(rules.asks_user),
            })
        }
    }
}

/// Salt and verifier of the device's secret: numbers, in the bytes of Java's `BigInteger`. The texts are unconfirmed.
fn secret(config: Option<&DeviceSecretVerifierConfigType>) -> Result<(Vec<u8>, Verifier), Error> {
    let invalid = |name: &str| Error::InvalidParameter(format!("Invalid {name}."));
    let number = |text: Option<&String>| STANDARD.decode(text?).ok();
    let salt = number(config.and_then(|config| config.salt.as_ref()));
    let salt = salt
        .filter(|salt| (1..=LONGEST_SALT).contains(&salt.len()))
        .ok_or_else(|| invalid("Salt"))?;
    let verifier = number(config.and_then(|config| config.password_verifier.as_ref()));
    let verifier = verifier
        .and_then(|number| Verifier::from_number(&number))
        .ok_or_else(|| invalid("PasswordVerifier"))?;
    Ok((salt, verifier))
}

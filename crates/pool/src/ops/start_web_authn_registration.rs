//! StartWebAuthnRegistration: what a browser needs to make a passkey.

use poolgate_crypto::webauthn::ALGORITHMS;
use poolgate_pool_api::types::{
    StartWebAuthnRegistrationRequest, StartWebAuthnRegistrationResponse,
};
use serde_json::{Value, json};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::passkey_json::encode;
use crate::flow::{passkey_registration, passkeys};
use crate::model::Passkey;
use crate::token::{self, Authenticated};

/// How long the browser may take, in milliseconds.
const TIMEOUT: u32 = 60_000;

/// Answers `PublicKeyCredentialCreationOptionsJSON` (WebAuthn Level 3, section 5.1.9).
pub async fn run(
    ctx: &Ctx,
    input: StartWebAuthnRegistrationRequest,
) -> Result<StartWebAuthnRegistrationResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    Ok(StartWebAuthnRegistrationResponse {
        credential_creation_options: for_user(ctx, &who).await?,
    })
}

/// The options for a user who is known already.
pub(crate) async fn for_user(ctx: &Ctx, who: &Authenticated) -> Result<Value, Error> {
    let (rules, rp_id) = passkey_registration::relying_party(ctx, &who.pool).await?;
    let existing = passkeys::usable(ctx, &rules, &who.user).await?;
    let all = ctx.store.passkeys(&who.pool.id, &who.user.sub).await?;
    if all.len() >= Passkey::MOST {
        return Err(Error::PasskeyLimit);
    }
    let challenge = passkey_registration::start(ctx, who, &rp_id)?;
    let named = |id: &[u8]| json!({ "id": encode(id), "type": "public-key" });
    let excluded: Vec<Value> = existing.iter().map(|passkey| named(&passkey.id)).collect();
    let algorithms = ALGORITHMS.map(|number| json!({ "alg": number, "type": "public-key" }));
    let user = &who.user;
    // The `sub` is no name that anybody knows.
    let name = if user.username == user.sub {
        let address = user.attribute("email").or(user.attribute("phone_number"));
        address.unwrap_or(&user.username)
    } else {
        &user.username
    };
    Ok(json!({
        "authenticatorSelection": {
            "requireResidentKey": true,
            "residentKey": "required",
            "userVerification": passkeys::verification(&rules),
        },
        "attestation": "none",
        "challenge": encode(&challenge),
        "excludeCredentials": excluded,
        "pubKeyCredParams": algorithms,
        "rp": { "id": rp_id, "name": rp_id },
        "timeout": TIMEOUT,
        "user": {
            "displayName": user.attribute("name").unwrap_or(name),
            "id": encode(user.sub.as_bytes()),
            "name": name,
        },
    }))
}

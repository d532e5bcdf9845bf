//! CompleteWebAuthnRegistration: the passkey that a browser made belongs to the user.

use poolgate_crypto::webauthn::{Ceremony, register};
use poolgate_pool_api::types::{
    CompleteWebAuthnRegistrationRequest, CompleteWebAuthnRegistrationResponse,
};
use serde_json::Value;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::passkey_json::{Registration, malformed};
use crate::flow::{passkey_registration, passkeys};
use crate::model::Passkey;
use crate::store::{Change, CommitError, Conflict};
use crate::token::{self, Authenticated};

/// Checks the passkey and stores it. A statement of its manufacturer is not asked for, and not looked at.
pub async fn run(
    ctx: &Ctx,
    input: CompleteWebAuthnRegistrationRequest,
) -> Result<CompleteWebAuthnRegistrationResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    for_user(ctx, &who, input.credential).await?;
    Ok(CompleteWebAuthnRegistrationResponse {})
}

/// The same for a user who is known already.
pub(crate) async fn for_user(
    ctx: &Ctx,
    who: &Authenticated,
    credential: Value,
) -> Result<(), Error> {
    let (rules, rp_id) = passkey_registration::relying_party(ctx, &who.pool).await?;
    let sent = Registration::parse(credential)?;
    let (challenge, started) = passkey_registration::open(ctx, who, &sent.client_data_json)?;
    if started.rp_id != rp_id {
        return Err(Error::WebAuthnRelyingPartyMismatch);
    }
    let spend = started.spend();
    let ceremony = Ceremony {
        challenge: &challenge,
        rp_id: &rp_id,
        verifies_user: passkeys::verifies_user(&rules),
    };
    let passkey = check(who, &ceremony, sent)?;
    let count = ctx.store.passkeys(&who.pool.id, &who.user.sub).await?.len();
    let passkey = Passkey {
        name: name(&passkey, count + 1),
        created_at: ctx.clock.now(),
        ..passkey
    };
    match ctx
        .commit(vec![spend, Change::CreatePasskey(Box::new(passkey))])
        .await
    {
        Err(CommitError::Conflict(Conflict::Spent)) => Err(Error::WebAuthnChallengeNotFound),
        Err(CommitError::Conflict(Conflict::Limit)) => Err(Error::PasskeyLimit),
        // Authenticators make ids that nobody guesses: this one was copied.
        Err(CommitError::Conflict(Conflict::Id)) => Err(Error::WebAuthnCredentialNotSupported),
        result => {
            result?;
            Ok(())
        }
    }
}

/// The passkey, but for what the pool adds.
fn check(
    who: &Authenticated,
    ceremony: &Ceremony<'_>,
    sent: Registration,
) -> Result<Passkey, Error> {
    let made = register(ceremony, &sent.client_data_json, &sent.attestation_object)
        .map_err(passkey_registration::error)?;
    if made.id != sent.id {
        return Err(malformed());
    }
    Ok(Passkey {
        pool_id: who.pool.id.clone(),
        sub: who.user.sub.clone(),
        id: made.id,
        rp_id: ceremony.rp_id.to_owned(),
        key: made.key,
        sign_count: made.sign_count,
        backup_eligible: made.backup_eligible,
        name: String::new(),
        attachment: sent.attachment,
        transports: sent.transports,
        created_at: who.user.created_at,
    })
}

/// What lists call it. Cognito's names are unconfirmed.
fn name(passkey: &Passkey, number: usize) -> String {
    match passkey.attachment.as_deref() {
        Some("cross-platform") => format!("Security key {number}"),
        _ => format!("Passkey {number}"),
    }
}

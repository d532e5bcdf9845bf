//! What the pages do beyond the steps of a sign-in: sign-ups that end signed in, authenticator apps, passkeys.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{
    AssociateSoftwareTokenRequest, AuthFactorType, ChallengeNameType, ConfirmSignUpRequest,
    VerifySoftwareTokenRequest,
};
use serde_json::Value;

use super::page_state::Asked;
use super::pages::{self, PageChallenge, PageStep, secret_hash};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{passkeys, sign_up_session};
use crate::model::{Client, Factor, Flow, MfaRules, Pool, User};
use crate::ops::{
    associate_software_token, complete_web_authn_registration, confirm_sign_up as confirm_op,
    start_web_authn_registration, verify_software_token,
};
use crate::token::Authenticated;

/// Confirms a sign-up. If it was this browser that signed up (`sub`), it is signed in too.
///
/// # Errors
/// As ConfirmSignUp has them. That the sign-in is refused afterwards is no error.
pub async fn confirm_sign_up(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    username: &str,
    code: &Secret,
    sub: Option<&str>,
) -> Result<Option<PageStep>, Error> {
    let input = ConfirmSignUpRequest {
        client_id: client.id.clone(),
        secret_hash: secret_hash(client, username),
        username: username.to_owned(),
        confirmation_code: code.clone(),
        ..Default::default()
    };
    confirm_op::run(ctx, input).await?;
    let Some(sub) = sub else { return Ok(None) };
    let ctx = ctx.for_browser();
    let signed_in = sign_up_session::sign_in_confirmed(&ctx, pool, client, username, sub).await;
    Ok(signed_in.and_then(PageStep::try_from).ok())
}

/// What a challenge asks of the user: a new secret for an authenticator app, where one is to be set up and the pool
/// takes them.
///
/// # Errors
/// As AssociateSoftwareToken has them.
pub async fn ask(ctx: &Ctx, pool: &Pool, mut challenge: PageChallenge) -> Result<Asked, Error> {
    let sets_up = challenge.name == ChallengeNameType::MfaSetup;
    if !sets_up || !MfaRules::of(pool).offers(Factor::SoftwareToken) {
        return Ok(Asked::Challenge(challenge));
    }
    let input = AssociateSoftwareTokenRequest {
        session: challenge.session.take(),
        ..Default::default()
    };
    let answer = associate_software_token::run(ctx, input).await?;
    challenge.session = answer.session;
    Ok(Asked::SetUp {
        challenge,
        secret: answer.secret_code.unwrap_or_default(),
    })
}

/// Takes the authenticator app that shows this code, and goes on.
///
/// # Errors
/// As VerifySoftwareToken and RespondToAuthChallenge have them.
pub async fn set_up(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    challenge: &PageChallenge,
    username: &str,
    (code, device_name): (Secret, Option<String>),
) -> Result<PageStep, Error> {
    let input = VerifySoftwareTokenRequest {
        session: challenge.session.clone(),
        user_code: code,
        friendly_device_name: device_name,
        ..Default::default()
    };
    let answer = verify_software_token::run(ctx, input).await?;
    let next = PageChallenge {
        session: answer.session,
        ..challenge.clone()
    };
    pages::answer(ctx, pool, client, &next, username, BTreeMap::new()).await
}

/// The first factors beside the password that a page may offer: those of the pool, where the client lets its users
/// choose.
///
/// # Errors
/// If the storage fails.
pub async fn other_factors(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
) -> Result<Vec<ChallengeNameType>, Error> {
    if !client.rules.flows.contains(&Flow::Choice) {
        return Ok(Vec::new());
    }
    let policies = pool.description.policies.as_ref();
    let policy = policies.and_then(|policies| policies.sign_in_policy.as_ref());
    let allowed = policy.and_then(|policy| policy.allowed_first_auth_factors.as_deref());
    let mut found = Vec::new();
    for factor in allowed.unwrap_or_default() {
        match factor {
            AuthFactorType::EmailOtp => found.push(ChallengeNameType::EmailOtp),
            AuthFactorType::SmsOtp => found.push(ChallengeNameType::SmsOtp),
            AuthFactorType::WebAuthn => {
                if passkeys::rules(ctx, pool).await?.usable().is_some() {
                    found.push(ChallengeNameType::WebAuthn);
                }
            }
            AuthFactorType::Password | AuthFactorType::SoftwareToken => {}
        }
    }
    Ok(found)
}

/// What a browser needs to make a passkey for its user.
///
/// # Errors
/// As StartWebAuthnRegistration has them.
pub async fn passkey_options(
    ctx: &Ctx,
    pool: &Arc<Pool>,
    client: &Arc<Client>,
    user: User,
) -> Result<Value, Error> {
    let who = signed_in(pool, client, user);
    start_web_authn_registration::for_user(ctx, &who).await
}

/// Takes the passkey that the browser made.
///
/// # Errors
/// As CompleteWebAuthnRegistration has them.
pub async fn add_passkey(
    ctx: &Ctx,
    pool: &Arc<Pool>,
    client: &Arc<Client>,
    user: User,
    credential: Value,
) -> Result<(), Error> {
    let who = signed_in(pool, client, user);
    complete_web_authn_registration::for_user(ctx, &who, credential).await
}

/// The user of a browser, as the operations know users of access tokens.
fn signed_in(pool: &Arc<Pool>, client: &Arc<Client>, user: User) -> Authenticated {
    Authenticated {
        pool: Arc::clone(pool),
        client: Arc::clone(client),
        user,
        session_id: None,
        device_key: None,
        scopes: Vec::new(),
    }
}

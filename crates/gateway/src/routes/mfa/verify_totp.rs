//! `POST /auth/mfa/totp/verify`: the authenticator app shows the right codes.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_client::{ChallengeAnswer, Error as PoolError, Factor, MfaPreference, Setup, SignIn};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::{Done, SignInAnswer, SignedIn};
use crate::challenge::Session;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Caller, Checked, Input, MaybeCaller};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::session::{self, Browser};

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::InvalidCode,
    Code::CodeExpired,
    Code::InvalidSession,
    Code::InvalidCredentials,
    Code::RefusedByTrigger,
    Code::UserDisabled,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
];

/// A code of the app.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VerifyTotpBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "123456")]
    code: Field<SecretString>,
    /// What the user calls the device.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "My phone")]
    device_name: Field<String>,
    /// In a sign-in: the session of `/auth/mfa/totp/start`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    session: Field<SecretString>,
}

#[derive(Debug)]
pub(crate) struct VerifyTotp {
    code: SecretString,
    device_name: Option<String>,
    session: Option<SecretString>,
}

impl TryFrom<VerifyTotpBody> for VerifyTotp {
    type Error = Invalid;

    fn try_from(body: VerifyTotpBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let code = check.code("code", body.code);
        let device_name = check.value("device_name", body.device_name);
        let session = check.token("session", body.session);
        check.finish(Self {
            code,
            device_name,
            session,
        })
    }
}

impl Input for VerifyTotp {
    type Body = VerifyTotpBody;
}

/// It is on; in a sign-in, tokens or the next challenge.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum VerifyTotpAnswer {
    On(Done),
    SignIn(SignInAnswer),
}

/// Verify the authenticator app
///
/// Turns it on, and prefers it; a session gets another id. In a sign-in the answer is that of `/auth/challenge`.
#[utoipa::path(
    post,
    path = "/auth/mfa/totp/verify",
    tag = "Second factor",
    operation_id = "verifyTotp",
    request_body = VerifyTotpBody,
    responses((status = 200, description = "The app is on; in a sign-in, tokens or the next challenge", body = VerifyTotpAnswer)),
    security(("bearer" = []), ("session" = []), ())
)]
pub(in crate::routes) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    browser: Browser,
    MaybeCaller(caller): MaybeCaller,
    Checked(input): Checked<VerifyTotp>,
) -> Result<Response, ApiError> {
    let (cookie, answer) = if input.session.is_some() {
        let signed_in = in_sign_in(&gateway, peer, &browser, &input).await?;
        (signed_in.cookie, VerifyTotpAnswer::SignIn(signed_in.answer))
    } else {
        let caller = caller.ok_or(Code::TokenMissing)?;
        gateway.buckets().guess(peer, caller.claims.sub())?;
        turn_on(&gateway, &caller, &input).await?;
        let cookie = session::renew_id(&gateway, &caller).await?;
        let done = Done::new("The authenticator app is on.");
        (cookie, VerifyTotpAnswer::On(done))
    };
    Ok((cookie, Json(answer)).into_response())
}

/// In a sign-in that waits for the set-up.
pub(in crate::routes) async fn in_sign_in(
    gateway: &Gateway,
    peer: Peer,
    browser: &Browser,
    input: &VerifyTotp,
) -> Result<SignedIn, ApiError> {
    let sealed = input.session.as_ref().ok_or(Code::InvalidSession)?;
    let session = Session::open_here(gateway, sealed)?;
    gateway.buckets().guess(peer, &session.typed)?;
    let step = go_on(gateway, &session, input).await?;
    SignedIn::after(gateway, browser, step, &session).await
}

async fn turn_on(gateway: &Gateway, caller: &Caller, input: &VerifyTotp) -> Result<(), ApiError> {
    let client = gateway.client();
    let setup = Setup::AccessToken(&caller.token);
    client
        .verify_software_token(setup, &input.code, input.device_name.as_deref())
        .await
        .map_err(ApiError::of_bearer)?;
    let on = MfaPreference {
        software_token: Some(Factor {
            enabled: true,
            preferred: true,
        }),
        ..MfaPreference::default()
    };
    let result = client.set_user_mfa_preference(&caller.token, &on).await;
    gateway.users().forget(caller.claims.sub());
    result.map_err(ApiError::of_bearer)
}

/// The set-up was what the sign-in waited for.
async fn go_on(
    gateway: &Gateway,
    session: &Session,
    input: &VerifyTotp,
) -> Result<SignIn, ApiError> {
    let client = gateway.client();
    let setup = Setup::Session(session.pool_session()?);
    let verified = client
        .verify_software_token(setup, &input.code, input.device_name.as_deref())
        .await?;
    let answer = ChallengeAnswer {
        name: "MFA_SETUP".to_owned(),
        username: session.username.clone(),
        session: verified,
        responses: BTreeMap::new(),
    };
    client
        .respond_to_challenge(answer)
        .await
        .map_err(|error| match error {
            PoolError::UserNotFound | PoolError::NotAuthorized { .. } => {
                ApiError::new(Code::InvalidCredentials).cause(error)
            }
            error => error.into(),
        })
}

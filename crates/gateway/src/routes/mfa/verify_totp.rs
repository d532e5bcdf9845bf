//! `POST /auth/mfa/totp/verify`: the authenticator app shows the right codes.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use poolgate_client::{ChallengeAnswer, Error as PoolError, Factor, MfaPreference, Setup};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::{Done, SignInAnswer};
use crate::challenge::Session;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Caller, Checked, Input, MaybeCaller};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

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
/// Turns it on, and prefers it. In a sign-in the answer is that of `/auth/challenge`.
#[utoipa::path(
    post,
    path = "/auth/mfa/totp/verify",
    tag = "Second factor",
    operation_id = "verifyTotp",
    request_body = VerifyTotpBody,
    responses((status = 200, description = "The app is on; in a sign-in, tokens or the next challenge", body = VerifyTotpAnswer)),
    security(("bearer" = []), ())
)]
pub(in crate::routes) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    MaybeCaller(caller): MaybeCaller,
    Checked(input): Checked<VerifyTotp>,
) -> Result<Json<VerifyTotpAnswer>, ApiError> {
    let answer = if let Some(sealed) = &input.session {
        let session = Session::open_here(&gateway, sealed)?;
        gateway.buckets().guess(peer, &session.typed)?;
        VerifyTotpAnswer::SignIn(go_on(&gateway, &session, &input).await?)
    } else {
        let caller = caller.ok_or(Code::TokenMissing)?;
        gateway.buckets().guess(peer, caller.claims.sub())?;
        turn_on(&gateway, &caller, &input).await?;
        VerifyTotpAnswer::On(Done::new("The authenticator app is on."))
    };
    Ok(Json(answer))
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
) -> Result<SignInAnswer, ApiError> {
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
    let step = client
        .respond_to_challenge(answer)
        .await
        .map_err(|error| match error {
            PoolError::UserNotFound | PoolError::NotAuthorized { .. } => {
                ApiError::new(Code::InvalidCredentials).cause(error)
            }
            error => error.into(),
        })?;
    Ok(SignInAnswer::after(gateway, step, session))
}

//! `POST /auth/mfa/totp/start`: a secret for an authenticator app.

use axum::Json;
use axum::extract::State;
use poolgate_client::Setup;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::Handed;
use crate::challenge::Session;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input, MaybeCaller};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::otpauth::OtpAuth;
use crate::routes::me;

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::InvalidSession,
    Code::UserDisabled,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
];

/// Nothing for a signed-in user.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct StartTotpBody {
    /// In a sign-in that asks for the set-up: the session of the challenge `MFA_SETUP`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    session: Field<SecretString>,
}

#[derive(Debug)]
pub(crate) struct StartTotp {
    session: Option<SecretString>,
}

impl TryFrom<StartTotpBody> for StartTotp {
    type Error = Invalid;

    fn try_from(body: StartTotpBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let session = check.token("session", body.session);
        check.finish(Self { session })
    }
}

impl Input for StartTotp {
    type Body = StartTotpBody;
}

/// What an authenticator app needs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotpAnswer {
    #[schema(example = true)]
    success: bool,
    /// In base32, to be typed where there is no camera.
    #[schema(value_type = String, example = "JBSWY3DPEHPK3PXP")]
    secret: Handed,
    /// What the QR code says.
    #[schema(value_type = String, example = "otpauth://totp/localhost:user%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=localhost")]
    otpauth_uri: Handed,
    /// The QR code as an SVG image.
    #[schema(value_type = String)]
    qr_svg: Handed,
    /// In a sign-in: the session to go on with.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Handed>,
}

impl TotpAnswer {
    /// The secret, and the session to go on with.
    pub(in crate::routes) fn into_parts(self) -> (Handed, Option<Handed>) {
        (self.secret, self.session)
    }
}

/// Set up an authenticator app
///
/// Answers a secret, as a text and as a QR code. It counts once `/auth/mfa/totp/verify` got a code of the app.
/// A sign-in that stops at the challenge `MFA_SETUP` uses the same two routes with its `session`.
#[utoipa::path(
    post,
    path = "/auth/mfa/totp/start",
    tag = "Second factor",
    operation_id = "startTotp",
    request_body = StartTotpBody,
    responses((status = 200, description = "A secret for the app", body = TotpAnswer)),
    security(("bearer" = []), ("session" = []), ())
)]
pub(in crate::routes) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    MaybeCaller(caller): MaybeCaller,
    Checked(input): Checked<StartTotp>,
) -> Result<Json<TotpAnswer>, ApiError> {
    let client = gateway.client();
    let (account, token, session) = if let Some(sealed) = &input.session {
        let session = Session::open_here(&gateway, sealed)?;
        gateway.buckets().guess(peer, &session.typed)?;
        let pool = session.pool_session()?;
        let token = client
            .associate_software_token(Setup::Session(pool))
            .await?;
        let next = session.with_pool_session(token.session.clone());
        (session.typed, token, Some(next.seal_here(&gateway)))
    } else {
        let caller = caller.ok_or(Code::TokenMissing)?;
        gateway.buckets().guess(peer, caller.claims.sub())?;
        let user = client
            .get_user(&caller.token)
            .await
            .map_err(ApiError::of_bearer)?;
        let token = client
            .associate_software_token(Setup::AccessToken(&caller.token))
            .await
            .map_err(ApiError::of_bearer)?;
        (me::display_name(&user).to_owned(), token, None)
    };
    let otpauth = OtpAuth::new(gateway.host_name(), &account, &token.secret);
    Ok(Json(TotpAnswer {
        success: true,
        qr_svg: otpauth.qr_svg()?.into(),
        otpauth_uri: otpauth.into_uri().into(),
        secret: token.secret.into(),
        session: session.map(Handed::from),
    }))
}

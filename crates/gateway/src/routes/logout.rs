//! `POST /auth/logout`: the end of one session, or of all.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Caller, Checked, Input, MaybeBearer};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::routes::hosted_logout;
use crate::session::{self, Browser, SetCookie};

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidRefreshToken,
    Code::UserDisabled,
    Code::InsufficientScope,
];

/// Which session ends.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LogoutBody {
    /// The session of this token ends. Without it, all sessions of the bearer end.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    refresh_token: Field<SecretString>,
    /// All sessions end in any case.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    everywhere: Field<bool>,
}

#[derive(Debug)]
pub(crate) struct Logout {
    refresh_token: Option<SecretString>,
    everywhere: bool,
}

impl TryFrom<LogoutBody> for Logout {
    type Error = Invalid;

    fn try_from(body: LogoutBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let refresh_token = check.token("refresh_token", body.refresh_token);
        let everywhere = check
            .optional("everywhere", body.everywhere)
            .unwrap_or(false);
        check.finish(Self {
            refresh_token,
            everywhere,
        })
    }
}

impl Input for Logout {
    type Body = LogoutBody;
}

/// It is over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogoutAnswer {
    #[schema(example = true)]
    success: bool,
    /// After a sign-in by an identity provider: where to send the browser, so that the pool's hosted pages sign it out
    /// too.
    #[serde(skip_serializing_if = "Option::is_none")]
    hosted_logout_url: Option<String>,
}

/// Sign out
///
/// With a `refresh_token` or the cookie of a session: that session. With a bearer token alone, or with `everywhere`: all
/// sessions.
#[utoipa::path(
    post,
    path = "/auth/logout",
    tag = "Sign-in",
    operation_id = "logout",
    request_body = LogoutBody,
    responses((status = 200, description = "Signed out", body = LogoutAnswer)),
    security((), ("bearer" = []), ("session" = []))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    browser: Browser,
    MaybeBearer(bearer): MaybeBearer,
    headers: HeaderMap,
    Checked(input): Checked<Logout>,
) -> Result<Response, ApiError> {
    // What an Authorization header says counts alone, as everywhere.
    let (cookie, hosted_logout_url) = if bearer.is_none() {
        end_session(&gateway, &browser, &headers, input.everywhere).await?
    } else {
        (None, None)
    };
    match (&input.refresh_token, &bearer) {
        (Some(refresh_token), _) if !input.everywhere => {
            let client = gateway.client();
            client
                .revoke_token(refresh_token)
                .await
                .map_err(ApiError::of_refresh)?;
        }
        (_, Some(caller)) => {
            sign_out_everywhere(&gateway, caller.claims.sub(), &caller.token).await?;
        }
        // The session of the cookie was all that was asked for.
        _ if cookie.is_some() => {}
        (Some(refresh_token), None) => {
            let tokens = gateway
                .client()
                .refresh(refresh_token, None)
                .await
                .map_err(ApiError::of_refresh)?;
            let token = tokens.access_token;
            // The token comes from the pool itself, so it is read, not verified.
            let claims = poolgate_verify::decode_unverified(token.expose_secret());
            let claims = claims.map(|token| token.claims).unwrap_or_default();
            let sub = claims.get("sub").and_then(serde_json::Value::as_str);
            sign_out_everywhere(&gateway, sub.unwrap_or_default(), &token).await?;
        }
        (None, None) => return Err(Code::TokenMissing.into()),
    }
    if let Some(caller) = bearer {
        gateway.users().forget(caller.claims.sub());
    }
    let answer = LogoutAnswer {
        success: true,
        hosted_logout_url,
    };
    Ok((cookie, Json(answer)).into_response())
}

/// Ends the session of the cookie, or all of its user; what makes the browser forget it, if there was one, and where
/// the hosted pages sign it out.
async fn end_session(
    gateway: &Gateway,
    browser: &Browser,
    headers: &HeaderMap,
    everywhere: bool,
) -> Result<(Option<SetCookie>, Option<String>), ApiError> {
    let Some(found) = session::find(gateway, browser).await? else {
        return Ok((None, None));
    };
    if !browser.is_vouched {
        return Err(Code::CrossOrigin.into());
    }
    let hosted = hosted_logout::of_session(gateway, &found, headers).await;
    if everywhere {
        let Some(caller) = Caller::of_session(gateway, browser, found).await? else {
            return Ok((Some(browser.clear()), hosted));
        };
        let sub = caller.claims.sub();
        let result = sign_out_everywhere(gateway, sub, &caller.token).await;
        gateway.users().forget(sub);
        if let Err(error) = result {
            if error.code() == Code::InvalidToken
                && let Some((_, session)) = &caller.session
            {
                // The pool has ended it already, and takes no word of it about the others.
                session::ended(gateway, session).await?;
            }
            return Err(error);
        }
    } else {
        session::end_presented(gateway, found).await?;
    }
    Ok((Some(browser.clear()), hosted))
}

async fn sign_out_everywhere(
    gateway: &Gateway,
    sub: &str,
    token: &SecretString,
) -> Result<(), ApiError> {
    session::store_answers(gateway).await?;
    gateway
        .client()
        .global_sign_out(token)
        .await
        .map_err(ApiError::of_bearer)?;
    session::end_all(gateway, sub).await
}

//! `GET /mfa/qr.svg`: the secret of the authenticator app that is being set up, as a picture. A file of its own,
//! because pages may hold nothing inline. Only the browser with the sealed step sees it, and of a signed-in user only this
//! user.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use secrecy::{ExposeSecret as _, SecretString};

use crate::code::Code;
use crate::error::ApiError;
use crate::otpauth::OtpAuth;
use crate::pages::{Step, Visit};

pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let (account, secret) = match &visit.step {
        Some(Step::Challenge(challenge)) => {
            let secret = challenge.secret.as_deref();
            let secret = secret.ok_or_else(|| ApiError::new(Code::NotFound))?;
            (challenge.username.clone(), secret)
        }
        Some(Step::App {
            sub,
            account,
            secret,
        }) if is_of(&visit, sub).await => (account.clone(), secret.as_str()),
        _ => return Err(Code::NotFound.into()),
    };
    let secret = SecretString::from(secret);
    let otpauth = OtpAuth::new(visit.gateway.product_name(), &account, &secret);
    let picture = otpauth.qr_svg()?;
    let headers = [(CONTENT_TYPE, "image/svg+xml")];
    Ok((headers, picture.expose_secret().to_owned()).into_response())
}

/// Whether this user is signed in.
async fn is_of(visit: &Visit, sub: &str) -> bool {
    let caller = visit.caller().await.ok().flatten();
    caller.is_some_and(|caller| caller.claims.sub() == sub)
}

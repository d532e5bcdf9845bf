//! `/api/v1/auth/*`: registration, codes and sign-in in the form that older back ends have. Successes carry
//! the keys of those, errors are the gateway's own; an account that exists already is a 400 here.

mod login;
mod register;
mod request_otp;
mod reset_password;
mod verify_otp;

use http::Method;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ANY, BODY, Documented, LIMITED, POOL};
use crate::gateway::Gateway;

pub(crate) fn router() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(register::post))
        .routes(routes!(request_otp::post))
        .routes(routes!(verify_otp::post))
        .routes(routes!(login::post))
        .routes(routes!(reset_password::post))
}

/// What each route can answer besides success.
#[rustfmt::skip]
pub(crate) fn documented() -> Vec<Documented> {
    let post = |path, errors| Documented { method: Method::POST, path, errors };
    vec![
        post("/api/v1/auth/register", &[ANY, BODY, POOL, LIMITED, register::ERRORS]),
        post("/api/v1/auth/request-otp", &[ANY, BODY, POOL, LIMITED, request_otp::ERRORS]),
        post("/api/v1/auth/verify-otp", &[ANY, BODY, POOL, LIMITED, verify_otp::ERRORS]),
        post("/api/v1/auth/login", &[ANY, BODY, POOL, LIMITED, login::ERRORS]),
        post("/api/v1/auth/reset-password", &[ANY, BODY, POOL, LIMITED, reset_password::ERRORS]),
    ]
}

//! The routes, one file each, and the list of what they can answer.

mod api_v1;
mod challenge;
mod change_password;
mod client_module;
mod confirm;
mod delete_account;
mod federation;
mod forgot_password;
mod health;
mod hosted_logout;
mod login;
mod logout;
mod me;
mod mfa;
mod passkeys;
mod passwordless_start;
mod profile;
mod refresh;
mod resend_code;
mod reset_password;
mod sessions;
mod signup;
mod site;
mod socket_ticket;
mod start_verification;
mod update_profile;
mod verify;
mod verify_attribute;

use axum::routing::any;
use http::{Method, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::code::Code;
use crate::gateway::Gateway;

/// All routes with their documentation.
pub(crate) fn router() -> OpenApiRouter<Gateway> {
    OpenApiRouter::with_openapi(crate::openapi::base())
        .routes(routes!(signup::post))
        .routes(routes!(confirm::post))
        .routes(routes!(confirm::post_confirm_signup))
        .routes(routes!(resend_code::post))
        .routes(routes!(login::post))
        .routes(routes!(challenge::post))
        .routes(routes!(passwordless_start::post))
        .routes(routes!(refresh::post))
        .routes(routes!(logout::post))
        .routes(routes!(me::get_auth_me))
        .routes(routes!(me::get_me))
        .routes(routes!(
            profile::get,
            update_profile::post,
            update_profile::patch
        ))
        .routes(routes!(start_verification::post))
        .routes(routes!(verify_attribute::post))
        .routes(routes!(delete_account::delete))
        .routes(routes!(mfa::show::get, mfa::update::put))
        .routes(routes!(mfa::start_totp::post))
        .routes(routes!(mfa::verify_totp::post))
        .routes(routes!(mfa::remove_totp::delete))
        .routes(routes!(passkeys::list::get))
        .routes(routes!(passkeys::start::post))
        .routes(routes!(passkeys::complete::post))
        .routes(routes!(passkeys::remove::delete))
        .routes(routes!(sessions::list::get))
        .routes(routes!(sessions::end::delete))
        .routes(routes!(forgot_password::post))
        .routes(routes!(reset_password::post))
        .routes(routes!(change_password::post))
        .routes(routes!(verify::get))
        .route(verify::BELOW, any(verify::any))
        .route(verify::ROOT, any(verify::any))
        .routes(routes!(socket_ticket::post))
        .routes(routes!(federation::start::get))
        .routes(routes!(federation::callback::get))
        .routes(routes!(client_module::get_module))
        .routes(routes!(client_module::get_types))
        .merge(api_v1::router())
        .merge(site::router())
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
}

/// A route and the errors that it can answer, in groups.
pub(crate) struct Documented {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) errors: &'static [&'static [Code]],
}

impl Documented {
    pub(crate) fn codes(&self) -> impl Iterator<Item = Code> {
        self.errors.iter().flat_map(|group| group.iter().copied())
    }

    /// The status that a code has on this route.
    pub(crate) fn status(&self, code: Code) -> StatusCode {
        match code {
            Code::UserExists if self.path.starts_with("/api/v1/") || self.path == "/register" => {
                StatusCode::BAD_REQUEST
            }
            code => code.status(),
        }
    }
}

/// Any route.
const ANY: &[Code] = &[Code::Internal, Code::Timeout];
/// A route with a JSON body, which changes something.
const BODY: &[Code] = &[
    Code::InvalidRequest,
    Code::ValidationFailed,
    Code::CrossOrigin,
    Code::BodyTooLarge,
    Code::BodyTimeout,
    Code::UnsupportedMediaType,
];
/// A route that changes something and has no body.
const CHANGE: &[Code] = &[Code::CrossOrigin];
/// A route with a bearer token, or a session whose tokens the pool may be asked to refresh.
const TOKEN: &[Code] = &[
    Code::InvalidRequest,
    Code::TokenMissing,
    Code::InvalidToken,
    Code::KeysUnavailable,
    // With strict verification the pool is asked.
    Code::InsufficientScope,
    Code::Misconfigured,
    Code::PoolUnavailable,
    Code::PoolBusy,
    Code::PoolTimeout,
];
/// A route that calls the pool.
const POOL: &[Code] = &[
    Code::RefusedByPool,
    Code::NotSupported,
    Code::Forbidden,
    Code::Misconfigured,
    Code::PoolError,
    Code::PoolUnavailable,
    Code::PoolBusy,
    Code::PoolTimeout,
];
/// A route whose account or address can be asked too often, here or at the pool.
const LIMITED: &[Code] = &[Code::RateLimited, Code::TooManyAttempts];

/// What each route can answer besides success.
#[rustfmt::skip]
pub(crate) fn documented() -> Vec<Documented> {
    let post = |path, errors| Documented { method: Method::POST, path, errors };
    let get = |path, errors| Documented { method: Method::GET, path, errors };
    let patch = |path, errors| Documented { method: Method::PATCH, path, errors };
    let put = |path, errors| Documented { method: Method::PUT, path, errors };
    let delete = |path, errors| Documented { method: Method::DELETE, path, errors };
    let mut documented = vec![
        post("/auth/signup", &[ANY, BODY, POOL, LIMITED, signup::ERRORS]),
        post("/auth/confirm", &[ANY, BODY, POOL, LIMITED, confirm::ERRORS]),
        post("/auth/confirm-signup", &[ANY, BODY, POOL, LIMITED, confirm::ERRORS]),
        post("/auth/resend-code", &[ANY, BODY, POOL, LIMITED, resend_code::ERRORS]),
        post("/auth/login", &[ANY, BODY, POOL, LIMITED, login::ERRORS]),
        post("/auth/challenge", &[ANY, BODY, POOL, LIMITED, challenge::ERRORS]),
        post("/auth/passwordless/start", &[ANY, BODY, POOL, LIMITED, passwordless_start::ERRORS]),
        post("/auth/refresh", &[ANY, BODY, POOL, refresh::ERRORS]),
        post("/auth/logout", &[ANY, BODY, POOL, TOKEN, logout::ERRORS]),
        get("/auth/me", &[ANY, TOKEN, me::ERRORS]),
        get("/me", &[ANY, TOKEN]),
        get("/profile", &[ANY, TOKEN, POOL, profile::ERRORS]),
        post("/profile", &[ANY, BODY, POOL, TOKEN, LIMITED, update_profile::ERRORS]),
        patch("/profile", &[ANY, BODY, POOL, TOKEN, LIMITED, update_profile::ERRORS]),
        post("/auth/attributes/verify/start", &[ANY, BODY, POOL, TOKEN, LIMITED, start_verification::ERRORS]),
        post("/auth/attributes/verify", &[ANY, BODY, POOL, TOKEN, LIMITED, verify_attribute::ERRORS]),
        delete("/auth/account", &[ANY, BODY, POOL, TOKEN, LIMITED, delete_account::ERRORS]),
        get("/auth/mfa", &[ANY, TOKEN, POOL, mfa::show::ERRORS]),
        put("/auth/mfa", &[ANY, BODY, POOL, TOKEN, mfa::update::ERRORS]),
        post("/auth/mfa/totp/start", &[ANY, BODY, POOL, TOKEN, LIMITED, mfa::start_totp::ERRORS]),
        post("/auth/mfa/totp/verify", &[ANY, BODY, POOL, TOKEN, LIMITED, mfa::verify_totp::ERRORS]),
        delete("/auth/mfa/totp", &[ANY, CHANGE, POOL, TOKEN, mfa::remove_totp::ERRORS]),
        get("/auth/passkeys", &[ANY, TOKEN, POOL, passkeys::list::ERRORS]),
        post("/auth/passkeys/start", &[ANY, CHANGE, POOL, TOKEN, LIMITED, passkeys::start::ERRORS]),
        post("/auth/passkeys/complete", &[ANY, BODY, POOL, TOKEN, LIMITED, passkeys::complete::ERRORS]),
        delete("/auth/passkeys/{id}", &[ANY, CHANGE, POOL, TOKEN, passkeys::remove::ERRORS]),
        get("/auth/sessions", &[ANY, TOKEN, POOL, sessions::list::ERRORS]),
        delete("/auth/sessions/{id}", &[ANY, CHANGE, POOL, TOKEN, sessions::end::ERRORS]),
        post("/auth/forgot-password", &[ANY, BODY, POOL, LIMITED, forgot_password::ERRORS]),
        post("/auth/reset-password", &[ANY, BODY, POOL, LIMITED, reset_password::ERRORS]),
        post("/auth/change-password", &[ANY, BODY, POOL, TOKEN, LIMITED, change_password::ERRORS]),
        get("/auth/verify", &[ANY, TOKEN, verify::ERRORS]),
        post("/auth/socket-ticket", &[ANY, CHANGE, TOKEN]),
        get("/auth/{provider}/start", &[ANY, federation::start::ERRORS]),
        get("/auth/{provider}/callback", &[ANY, federation::callback::ERRORS]),
        get("/auth/client.js", &[]),
        get("/auth/client.d.ts", &[]),
        get("/healthz", &[]),
        get("/readyz", &[ANY, &[Code::NotReady]]),
    ];
    documented.extend(api_v1::documented());
    documented.extend(site::documented());
    documented
}

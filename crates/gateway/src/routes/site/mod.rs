//! `/register` and `/login`: the routes of a site, which take forms and JSON alike and answer JSON to whatever is
//! no browser. An account that exists already is a 400 here.

mod login;
mod register;

use http::Method;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ANY, BODY, Documented, LIMITED, POOL};
use crate::gateway::Gateway;

pub(crate) fn router() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(register::post))
        .routes(routes!(login::post))
}

/// What each route can answer besides success.
pub(crate) fn documented() -> Vec<Documented> {
    let post = |path, errors| Documented {
        method: Method::POST,
        path,
        errors,
    };
    vec![
        post(
            "/register",
            &[ANY, BODY, POOL, LIMITED, super::signup::ERRORS],
        ),
        post("/login", &[ANY, BODY, POOL, LIMITED, super::login::ERRORS]),
    ]
}

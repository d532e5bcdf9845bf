//! `GET /logout`: the browser is signed out of the pool's pages, and goes back to the application.

use axum::extract::RawQuery;
use axum::response::Response;
use http::HeaderMap;
use http::header::SET_COOKIE;
use poolgate_pool::Error;
use poolgate_pool::oauth::logout::{Destination, destination};
use poolgate_pool::oauth::{Parameters, browser};
use poolgate_ui::{Failure, fail};

use super::cookie;
use super::hosted::Hosted;
use super::redirect::{found, parameters, see_error};

pub(crate) async fn get(hosted: Hosted, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let Ok(given) = parameters(&query) else {
        return see_error(&hosted, "invalid_request", None);
    };
    match run(&hosted, &given, &query, &headers).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a sign-out failed");
            fail(Failure::Internal, &headers)
        }
    }
}

async fn run(
    hosted: &Hosted,
    given: &Parameters,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let engine = &hosted.service.engine;
    let mut response = match destination(engine, &hosted.pool, given).await? {
        Destination::Mismatch => {
            return Ok(see_error(
                hosted,
                "redirect_mismatch",
                given.get("client_id"),
            ));
        }
        Destination::Application(location) => found(&location),
        Destination::SignIn => found(&format!("{}?{query}", hosted.path("/login"))),
    };
    if let Some(value) = cookie::value(headers) {
        browser::end(engine, value).await?;
    }
    if let Some(cleared) = cookie::clear(hosted, headers) {
        response.headers_mut().insert(SET_COOKIE, cleared);
    }
    Ok(response)
}

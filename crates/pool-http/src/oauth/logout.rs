//! `GET /logout`: the browser is signed out of the pool's pages, and goes back to the application.

use axum::extract::RawQuery;
use axum::response::Response;
use http::HeaderMap;
use http::header::SET_COOKIE;
use poolgate_pool::Error;
use poolgate_pool::oauth::logout::{Destination, destination, needs_confirmation};
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
    let Some(location) = location(hosted, given, query).await? else {
        return Ok(mismatch(hosted, given));
    };
    if needs_confirmation(engine, &hosted.pool, given, cookie::value(headers)).await? {
        return Ok(found(&format!("{}?{query}", hosted.path("/signout"))));
    }
    let mut response = found(&location);
    sign_out(hosted, headers, response.headers_mut()).await?;
    Ok(response)
}

/// Where the browser goes then; none where the address is not the client's.
pub(crate) async fn location(
    hosted: &Hosted,
    given: &Parameters,
    query: &str,
) -> Result<Option<String>, Error> {
    let engine = &hosted.service.engine;
    Ok(match destination(engine, &hosted.pool, given).await? {
        Destination::Mismatch => None,
        Destination::Application(location) => Some(location),
        Destination::SignIn => Some(format!("{}?{query}", hosted.path("/login"))),
    })
}

/// To the page that says that an address is not the client's.
pub(crate) fn mismatch(hosted: &Hosted, given: &Parameters) -> Response {
    see_error(hosted, "redirect_mismatch", given.get("client_id"))
}

/// Ends the browser's sign-in.
pub(crate) async fn sign_out(
    hosted: &Hosted,
    headers: &HeaderMap,
    answer: &mut HeaderMap,
) -> Result<(), Error> {
    if let Some(value) = cookie::value(headers) {
        browser::end(&hosted.service.engine, value).await?;
    }
    if let Some(cleared) = cookie::clear(hosted, headers) {
        answer.append(SET_COOKIE, cleared);
    }
    Ok(())
}

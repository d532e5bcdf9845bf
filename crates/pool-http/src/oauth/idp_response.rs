//! `GET` and `POST /oauth2/idpresponse`: a browser comes back from another identity provider; as a form where the
//! provider answers so.

use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::response::Response;
use http::HeaderMap;
use http::header::SET_COOKIE;
use poolgate_pool::Error;
use poolgate_pool::federation::{Arrival, arrive};
use poolgate_pool::oauth::Parameters;
use poolgate_ui::{Failure, fail};

use super::hosted::Hosted;
use super::redirect::{parameters, see_error, see_other};
use super::{answer, cookie, provider_cookie};

pub(crate) async fn get(hosted: Hosted, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    match parameters(&query.unwrap_or_default()) {
        Ok(given) => respond(&hosted, &given, &headers).await,
        Err(_) => see_error(&hosted, "invalid_request", None),
    }
}

pub(crate) async fn post(hosted: Hosted, headers: HeaderMap, body: Bytes) -> Response {
    match answer::form(&headers, &body) {
        Ok(given) => respond(&hosted, &given, &headers).await,
        Err(_) => see_error(&hosted, "invalid_request", None),
    }
}

async fn respond(hosted: &Hosted, given: &Parameters, headers: &HeaderMap) -> Response {
    match run(hosted, given, headers).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(error = ?error, "a sign-in by another identity provider failed");
            fail(Failure::Internal, headers)
        }
    }
}

/// 303, since a form may have brought the browser here.
async fn run(hosted: &Hosted, given: &Parameters, headers: &HeaderMap) -> Result<Response, Error> {
    let development = hosted.service.development.allows(headers);
    let find = |id: &str| provider_cookie::value(headers, id);
    let arrival = arrive(&hosted.ctx(), &hosted.pool, given, find, development).await?;
    Ok(match arrival {
        Arrival::SignedIn {
            location,
            cookie,
            id,
        } => {
            let mut response = see_other(&location);
            let cookies = [
                cookie::set(hosted, headers, cookie.expose()),
                provider_cookie::clear(hosted, headers, &id),
            ];
            for cookie in cookies.into_iter().flatten() {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        Arrival::Refused(location) => see_other(&location),
        Arrival::Page(error) => see_error(hosted, error, None),
    })
}

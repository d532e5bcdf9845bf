//! `GET /oauth2/authorize` (RFC 6749 §3.1): to the application where the browser is signed in, else to the sign-in page.

use axum::extract::RawQuery;
use axum::response::Response;
use http::HeaderMap;
use poolgate_pool::Error;
use poolgate_pool::oauth::{AuthorizeRequest, Prompt, Refusal, authorize, browser};
use poolgate_ui::{Failure, fail};

use super::hosted::Hosted;
use super::redirect::{found, parameters};
use super::{cookie, redirect};

pub(crate) async fn get(hosted: Hosted, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let Ok(given) = parameters(&query) else {
        return redirect::see_error(&hosted, "invalid_request", None);
    };
    let checked = authorize::check(&hosted.service.engine, &hosted.pool, &given).await;
    match checked {
        Ok(Ok(request)) => match answer(&hosted, &request, &query, &headers).await {
            Ok(location) => found(&location),
            Err(error) => failed(&error, &headers),
        },
        Ok(Err(Refusal::Redirect(location))) => found(&location),
        Ok(Err(Refusal::Page { error, client_id })) => {
            redirect::see_error(&hosted, error, client_id.as_deref())
        }
        Err(error) => failed(&error, &headers),
    }
}

fn failed(error: &Error, headers: &HeaderMap) -> Response {
    tracing::error!(%error, "an authorization request failed");
    fail(Failure::Internal, headers)
}

/// Where the browser goes.
async fn answer(
    hosted: &Hosted,
    request: &AuthorizeRequest,
    query: &str,
    headers: &HeaderMap,
) -> Result<String, Error> {
    let engine = &hosted.service.engine;
    let signed_in = match cookie::value(headers) {
        Some(value) => browser::of_cookie(engine, &hosted.pool, value).await?,
        None => None,
    };
    match signed_in {
        Some((session, user)) if request.accepts(engine, &session) => {
            let ctx = hosted.ctx();
            match request.grant(&ctx, &hosted.pool, &user, &session).await {
                Ok(location) => Ok(location),
                Err(error) if error.is_of_a_function() => {
                    let text = error.to_string();
                    Ok(request.refused("invalid_request", Some(&text)))
                }
                Err(error) => {
                    tracing::error!(%error, "a request cannot be granted");
                    Ok(request.refused("server_error", None))
                }
            }
        }
        _ if request.prompt == Prompt::None => Ok(request.login_required()),
        _ => Ok(format!("{}?{query}", hosted.path("/login"))),
    }
}

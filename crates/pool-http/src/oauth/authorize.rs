//! `GET /oauth2/authorize` (RFC 6749 §3.1): to the application where the browser is signed in, else to the
//! sign-in page or to another identity provider.

use axum::extract::RawQuery;
use axum::response::Response;
use http::HeaderMap;
use http::header::SET_COOKIE;
use poolgate_pool::Error;
use poolgate_pool::federation::{self, Choice, Departure, Origin, Provider, depart};
use poolgate_pool::model::{BrowserSession, User};
use poolgate_pool::oauth::{AuthorizeRequest, Parameters, Prompt, Refusal, authorize, browser};
use poolgate_ui::{Failure, fail};

use super::hosted::Hosted;
use super::redirect::{found, parameters};
use super::{cookie, provider_cookie, redirect};
use crate::development;

pub(crate) async fn get(hosted: Hosted, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let Ok(given) = parameters(&query) else {
        return redirect::see_error(&hosted, "invalid_request", None);
    };
    let checked = authorize::check(&hosted.service.engine, &hosted.pool, &given).await;
    match checked {
        Ok(Ok(request)) => match answer(&hosted, &request, &given, &query, &headers).await {
            Ok(response) => response,
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
    given: &Parameters,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let engine = &hosted.service.engine;
    let choice = federation::chosen(engine, &hosted.pool, &request.client, given).await?;
    let signed_in = match cookie::value(headers) {
        Some(value) => browser::of_cookie(engine, &hosted.pool, value).await?,
        None => None,
    };
    // Whoever asks for a provider does not mean a user of another.
    let is_meant = |user: &User| match &choice {
        Choice::Provider(provider) => {
            let identities = user.identities();
            let mut names = identities.iter().map(|one| one.provider_name.as_str());
            names.any(|name| name == provider.name)
        }
        Choice::Page => true,
        Choice::Unknown => false,
    };
    match (signed_in, &choice) {
        (_, Choice::Unknown) => {
            let text = Some(federation::UNKNOWN_PROVIDER);
            Ok(found(&request.refused("invalid_request", text)))
        }
        (Some((session, user)), _) if request.accepts(engine, &session) && is_meant(&user) => {
            granted(hosted, request, &user, &session).await
        }
        _ if request.prompt == Prompt::None => Ok(found(&request.login_required())),
        (_, Choice::Provider(provider)) => {
            to_provider(hosted, request, provider, query, headers).await
        }
        _ => Ok(found(&format!("{}?{query}", hosted.path("/login")))),
    }
}

async fn granted(
    hosted: &Hosted,
    request: &AuthorizeRequest,
    user: &User,
    session: &BrowserSession,
) -> Result<Response, Error> {
    let ctx = hosted.ctx();
    let location = match request.grant(&ctx, &hosted.pool, user, session).await {
        Ok(location) => location,
        Err(error) if error.is_of_a_function() => {
            let text = error.to_string();
            request.refused("invalid_request", Some(&text))
        }
        Err(error) => {
            tracing::error!(%error, "a request cannot be granted");
            request.refused("server_error", None)
        }
    };
    Ok(found(&location))
}

/// To another identity provider, with a cookie that the browser has to bring back.
async fn to_provider(
    hosted: &Hosted,
    request: &AuthorizeRequest,
    provider: &Provider,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let service = &hosted.service;
    let origin = Origin {
        redirect_uri: hosted.address(headers, "/oauth2/idpresponse"),
        development: service
            .development
            .allows(headers)
            .then(|| hosted.address_at_root(headers, development::PATH)),
    };
    let engine = &service.engine;
    let departure = depart(engine, &hosted.pool, request, query, provider, &origin).await?;
    Ok(match departure {
        Departure::Refused(location) => found(&location),
        Departure::Provider {
            location,
            id,
            cookie,
            by_form,
        } => {
            let mut response = found(&location);
            let set = provider_cookie::set(hosted, headers, &id, cookie.expose(), by_form);
            if let Some(set) = set {
                response.headers_mut().append(SET_COOKIE, set);
            }
            response
        }
    })
}

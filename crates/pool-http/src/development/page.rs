//! The page on which somebody picks an account, or types one.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY};
use http::{HeaderMap, HeaderValue};
use poolgate_pool::federation::DEVELOPMENT_CLIENT_ID;
use poolgate_pool::oauth::Parameters;
use poolgate_ui::{Failure, Language, Templates, Value, context, fail};

use super::account::Account;
use super::provider::{DevelopmentProvider, Grant};
use crate::oauth::redirect::{parameters, see_other};
use crate::service::PoolService;

/// Before its paths.
pub(crate) const PATH: &str = "/dev/providers";

/// As the pages' own policy, but for `form-action`: browsers apply that to every redirect after a form, and this form
/// leads to applications anywhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    Templates::new(&[
        (
            "development_provider.html",
            include_str!("../../templates/development_provider.html"),
        ),
        (
            "development_form_post.html",
            include_str!("../../templates/development_form_post.html"),
        ),
    ])
});

/// Its routes.
pub(crate) fn routes() -> Router<PoolService> {
    let path = format!("{PATH}/{{name}}/authorize");
    Router::new().route(&path, get(show).post(choose))
}

/// A request for authorization that is one of the pool's.
struct Asked {
    redirect_uri: String,
    state: String,
    given: Parameters,
}

impl Asked {
    /// Reads a request, if this browser may see the provider at all.
    fn read(
        service: &PoolService,
        name: &str,
        query: &str,
        headers: &HeaderMap,
    ) -> Result<Self, Failure> {
        if !service.development.allows(headers) || !DevelopmentProvider::plays(name) {
            return Err(Failure::NotFound);
        }
        let given = parameters(query).map_err(|_| Failure::InvalidRequest)?;
        let redirect_uri = given.get("redirect_uri").unwrap_or_default().to_owned();
        let state = given.get("state").unwrap_or_default().to_owned();
        let sound = given.get("client_id") == Some(DEVELOPMENT_CLIENT_ID)
            && given.get("response_type") == Some("code")
            && !state.is_empty()
            && is_own(&redirect_uri, headers);
        if !sound {
            return Err(Failure::InvalidRequest);
        }
        Ok(Self {
            redirect_uri,
            state,
            given,
        })
    }
}

/// Whether an address is this server's own: nobody is sent anywhere else from here.
fn is_own(redirect_uri: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let rest = redirect_uri
        .strip_prefix("http://")
        .or_else(|| redirect_uri.strip_prefix("https://"));
    let (Some(host), Some(rest)) = (host, rest) else {
        return false;
    };
    rest.strip_prefix(host).is_some_and(|path| {
        path.starts_with('/')
            && path.ends_with("/oauth2/idpresponse")
            && !path.contains(['?', '#', '\\'])
    })
}

async fn show(
    State(service): State<PoolService>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match Asked::read(&service, &name, &query.unwrap_or_default(), &headers) {
        Ok(_) => {
            let accounts = service.development.accounts().into_iter();
            let shown = |one: Account| context! { email => one.email, name => one.name };
            let accounts: Vec<Value> = accounts.map(shown).collect();
            let context = context! { provider => name, accounts };
            page("development_provider.html", context, &headers)
        }
        Err(failure) => fail(failure, &headers),
    }
}

async fn choose(
    State(service): State<PoolService>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked = match Asked::read(&service, &name, &query.unwrap_or_default(), &headers) {
        Ok(asked) => asked,
        Err(failure) => return fail(failure, &headers),
    };
    let pairs = form_urlencoded::parse(&body).into_owned().collect();
    let Ok(form) = Parameters::new(pairs) else {
        return fail(Failure::InvalidRequest, &headers);
    };
    let mut answer = vec![("state", asked.state.clone())];
    if form.get("cancel").is_some() {
        answer.push(("error", "access_denied".to_owned()));
    } else {
        let picked = form.get("account").and_then(|email| {
            let accounts = service.development.accounts();
            accounts.into_iter().find(|one| one.email == email)
        });
        let typed = || {
            let email = form.get("email").filter(|email| email.contains('@'))?;
            Some(Account::new(email, form.get("name").unwrap_or_default()))
        };
        let Some(account) = picked.or_else(typed) else {
            return fail(Failure::InvalidRequest, &headers);
        };
        service.development.used(&account);
        answer.push(("code", code(&service, &name, &asked, account)));
    }
    if asked.given.get("response_mode") == Some("form_post") {
        let context = context! { provider => name, to => asked.redirect_uri, answer };
        return page("development_form_post.html", context, &headers);
    }
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(answer);
    see_other(&format!("{}?{}", asked.redirect_uri, text.finish()))
}

fn code(service: &PoolService, name: &str, asked: &Asked, account: Account) -> String {
    let own = |parameter: &str| asked.given.get(parameter).map(str::to_owned);
    service.development.issue(Grant {
        provider: name.to_owned(),
        client_id: DEVELOPMENT_CLIENT_ID.to_owned(),
        redirect_uri: asked.redirect_uri.clone(),
        nonce: own("nonce"),
        challenge: own("code_challenge"),
        account,
    })
}

fn page(template: &str, context: Value, headers: &HeaderMap) -> Response {
    let language = Language::wanted(headers);
    match TEMPLATES.page(template, language, context) {
        Ok(page) => {
            let mut response = page.into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            // With `no-referrer` browsers would send the form from the origin `null`, which is nobody's.
            headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
            response
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            fail(Failure::Internal, headers)
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::{HOST, HeaderValue};

    use super::is_own;

    #[test]
    fn nobody_is_sent_elsewhere() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("localhost:9229"));
        for good in [
            "http://localhost:9229/oauth2/idpresponse",
            "http://localhost:9229/us-east-1_abc/oauth2/idpresponse",
        ] {
            assert!(is_own(good, &headers), "{good}");
        }
        for bad in [
            "http://evil.example/oauth2/idpresponse",
            "http://localhost:9229.evil.example/oauth2/idpresponse",
            "http://localhost:9229@evil.example/oauth2/idpresponse",
            "http://localhost:92290/oauth2/idpresponse",
            "//localhost:9229/oauth2/idpresponse",
            "javascript:alert(1)//oauth2/idpresponse",
            "http://localhost:9229/other",
            "http://localhost:9229/?x=/oauth2/idpresponse",
        ] {
            assert!(!is_own(bad, &headers), "{bad}");
        }
    }
}

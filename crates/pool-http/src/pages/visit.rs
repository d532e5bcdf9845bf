//! A visit to a page on behalf of an application: its authorization request travels along in the query, from page to
//! page, and is checked on each of them.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, Method};
use poolgate_pool::model::Client;
use poolgate_pool::oauth::{PageState, Parameters, Refusal, authorize};
use poolgate_ui::{Value, context};

use super::cookies;
use super::place::{Place, failed};
use super::shown::Shown;
use crate::oauth::hosted::Hosted;
use crate::oauth::redirect::{found, parameters, see_error};
use crate::service::PoolService;

/// What our own pages add to the query for the next one.
const OWN: [&str; 2] = ["notice", "added"];

/// A visit on behalf of an application.
pub(crate) struct Visit {
    pub(crate) place: Place,
    pub(crate) client: Arc<Client>,
    /// The query.
    pub(crate) given: Parameters,
}

impl Visit {
    /// The address of another page, with the application's query.
    pub(crate) fn link(&self, path: &str) -> String {
        self.link_with(path, &OWN, &[])
    }

    /// The same with more parameters, and without some.
    pub(crate) fn link_with(&self, path: &str, without: &[&str], more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.given.pairs() {
            if !OWN.contains(&name) && !without.contains(&name) {
                query.append_pair(name, value);
            }
        }
        query.extend_pairs(more);
        format!("{}?{}", self.place.hosted.path(path), query.finish())
    }

    /// The state of the sign-in in this browser, if there is one that counts.
    pub(crate) fn state(&self) -> Option<PageState> {
        cookies::state(&self.place.hosted, &self.client, &self.place.headers)
    }

    /// What the browser sent.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.place.headers
    }

    /// Renders a page.
    pub(crate) async fn page(&self, template: &str, shown: &Shown, more: Value) -> Response {
        let links = context! {
            sign_in => self.link("/login"),
            sign_up => self.link("/signup"),
            confirm => self.link("/confirm"),
            resend => self.link("/resendcode"),
            forgot => self.link("/forgotPassword"),
            picture => self.link("/challenge/qr.svg"),
        };
        self.place.page(template, links, shown, more).await
    }
}

impl FromRequestParts<PoolService> for Visit {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &PoolService,
    ) -> Result<Self, Response> {
        let hosted = Hosted::from_request_parts(parts, service).await?;
        let Ok(given) = parameters(parts.uri.query().unwrap_or_default()) else {
            return Err(see_error(&hosted, "invalid_request", None));
        };
        let headers = parts.headers.clone();
        let (client_id, lang) = (given.get("client_id"), given.get("lang"));
        let place = Place::of(hosted, client_id, lang, headers).await?;
        let hosted = &place.hosted;
        let Some(client) = place.client.clone() else {
            return Err(see_error(hosted, "redirect_mismatch", client_id));
        };
        let checked = authorize::check(&hosted.service.engine, &hosted.pool, &given).await;
        match checked {
            Ok(Ok(_)) => Ok(Self {
                place,
                client,
                given,
            }),
            Err(error) => Err(failed(&error, &place.headers)),
            Ok(Err(refusal)) => {
                let visit = Self {
                    place,
                    client,
                    given,
                };
                if parts.method == Method::GET
                    && let Some(address) = visit.completed(parts.uri.path())
                {
                    return Err(found(&address));
                }
                Err(match refusal {
                    Refusal::Redirect(location) => found(&location),
                    Refusal::Page { error, client_id } => {
                        see_error(&visit.place.hosted, error, client_id.as_deref())
                    }
                })
            }
        }
    }
}

impl Visit {
    /// The same address for people who typed it with nothing but the client: back to the address that is the
    /// client's by default, or its first one. To add a passkey no answer is awaited, so its kind need not be said.
    fn completed(&self, path: &str) -> Option<String> {
        let settings = &self.client.description;
        let path = path.strip_prefix(self.place.hosted.base.as_str())?;
        if self.given.get("response_type").is_some() {
            return None;
        }
        let uri = match self.given.get("redirect_uri") {
            Some(uri) if path == "/passkeys/add" => uri,
            Some(_) => return None,
            None => {
                let urls = settings.callback_urls.as_deref().unwrap_or_default();
                let by_default = settings.default_redirect_uri.as_deref();
                by_default.or(urls.first().map(String::as_str))?
            }
        };
        let more = [("response_type", "code"), ("redirect_uri", uri)];
        Some(self.link_with(path, &["redirect_uri", "response_type"], &more))
    }
}

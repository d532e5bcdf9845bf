//! Where a page stands: whose it is, for which application, in which language.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use poolgate_pool::Error;
use poolgate_pool::model::Client;
use poolgate_pool::oauth::{Parameters, page_look};
use poolgate_ui::{CSRF_FIELD, Failure, Language, Value, context, csrf_cookie, fail};

use super::cookies;
use super::shown::Shown;
use super::templates::TEMPLATES;
use crate::oauth::hosted::Hosted;
use crate::oauth::redirect::parameters;

/// What all pages need.
pub(crate) struct Place {
    pub(crate) hosted: Hosted,
    /// The application's client, where it is known.
    pub(crate) client: Option<Arc<Client>>,
    pub(crate) language: &'static Language,
    pub(crate) headers: HeaderMap,
}

impl Place {
    /// The place of a request that names a client and perhaps a language.
    pub(crate) async fn of(
        hosted: Hosted,
        client_id: Option<&str>,
        lang: Option<&str>,
        headers: HeaderMap,
    ) -> Result<Self, Response> {
        let engine = &hosted.service.engine;
        let found = match client_id {
            Some(id) => engine.store.client(id).await,
            None => Ok(None),
        };
        let found = found.map_err(|error| failed(&error.into(), &headers))?;
        let client = found.filter(|client| client.pool_id == hosted.pool.id);
        Ok(Self {
            language: Language::named_or_wanted(lang, &headers),
            hosted,
            client,
            headers,
        })
    }

    /// The place of a page that belongs to no visit, and what its query says.
    pub(crate) async fn opened(
        hosted: Hosted,
        query: Option<&str>,
        headers: HeaderMap,
    ) -> Result<(Self, Parameters), Response> {
        let given = parameters(query.unwrap_or_default()).unwrap_or_default();
        let place = Self::of(hosted, given.get("client_id"), given.get("lang"), headers).await?;
        Ok((place, given))
    }

    /// A text of the page's language.
    pub(crate) fn text(&self, section: &str, name: &str) -> String {
        self.language.text(&[section, name])
    }

    /// Renders a page. `links` are the addresses of others.
    pub(crate) async fn page(
        &self,
        template: &str,
        links: Value,
        shown: &Shown,
        more: Value,
    ) -> Response {
        let engine = &self.hosted.service.engine;
        let look = match &self.client {
            Some(client) => page_look::of_client(engine, client).await,
            None => Ok(None),
        };
        let look = match look {
            Ok(look) => look,
            Err(error) => return failed(&error, &self.headers),
        };
        let look = look.map(|look| {
            let file = |name: String| self.hosted.path(&format!("/look/{}/{name}", look.key));
            context! {
                css => look.css.is_some().then(|| file(format!("{}.css", look.version))),
                logo => look.logo.is_some().then(|| file(format!("{}.image", look.version))),
            }
        });
        let known = csrf_cookie(&self.headers).map(str::to_owned);
        let csrf = known
            .clone()
            .unwrap_or_else(|| page_look::random_text(engine));
        let context = context! {
            application => self.application(),
            look => look.unwrap_or_else(|| context! { css => (), logo => () }),
            links,
            csrf => &csrf,
            csrf_name => CSRF_FIELD,
            name_field => "username",
            error => shown.error.as_ref().map(|message| message.text(self.language)),
            notice => shown.notice.map(|(section, name)| self.text(section, name)),
            values => &shown.values,
            errors => shown.errors(self.language),
            ..more
        };
        match TEMPLATES.page(template, self.language, context) {
            Ok(page) => {
                let mut response = page.with_form().into_response();
                if shown.error.is_some() {
                    *response.status_mut() = StatusCode::BAD_REQUEST;
                }
                if known.is_none() {
                    let headers = response.headers_mut();
                    cookies::set_csrf(&self.hosted, &self.headers, headers, &csrf);
                }
                response
            }
            Err(error) => failed(&Error::internal(error), &self.headers),
        }
    }

    /// What the application is called.
    pub(crate) fn application(&self) -> &str {
        let client = self.client.as_ref();
        client
            .and_then(|client| client.description.client_name.as_deref())
            .or(self.hosted.pool.description.name.as_deref())
            .unwrap_or_default()
    }
}

/// Something failed that the user cannot mend.
pub(crate) fn failed(error: &Error, headers: &HeaderMap) -> Response {
    tracing::error!(error = ?error, "a page of the managed login failed");
    fail(Failure::Internal, headers)
}

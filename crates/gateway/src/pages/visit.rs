//! A visit to a page: who visits, with what in the browser, and where to next.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::header::{LOCATION, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use poolgate_crypto::{SystemRandom, base36};
use poolgate_ui::{Language, Value, context, random_value_of};

use super::form::CSRF;
use super::look;
use super::shown::Shown;
use super::step::{Notice, Step};
use super::{cookies, form};
use crate::address::Peer;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;
use crate::layers::Format;
use crate::local_path::is_local_path;
use crate::session::Browser;
use crate::verification::vouched;

/// How long the value that forms must repeat is, in characters: some 165 bits.
const CSRF_LENGTH: usize = 32;

/// What a 401 asks for (RFC 9110, section 15.5.2), on pages too.
const CHALLENGE: &str = r#"Bearer realm="poolgate""#;

/// A visit to a page.
pub(crate) struct Visit {
    pub(crate) gateway: Gateway,
    pub(crate) language: &'static Language,
    pub(crate) browser: Browser,
    pub(crate) peer: Peer,
    /// What the last page left.
    pub(crate) step: Option<Step>,
    /// Where the user wants to go after the sign-in, as the address says.
    pub(crate) return_to: Option<String>,
    parts: Parts,
}

impl FromRequestParts<Gateway> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Infallible> {
        let browser = Browser::of(parts, gateway);
        let query = parts.uri.query().unwrap_or_default();
        let given = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
        };
        Ok(Self {
            language: Language::named_or_wanted(given("lang").as_deref(), &parts.headers),
            peer: Peer::of(parts, &gateway.config().trusted_proxies),
            step: Step::read(gateway, &browser, &parts.headers),
            return_to: given("return_to").filter(|path| is_local_path(path)),
            gateway: gateway.clone(),
            browser,
            parts: parts.clone(),
        })
    }
}

impl Visit {
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Whether the visitor looks at pages; programs get JSON where there is some.
    pub(crate) fn is_of_a_browser(&self) -> bool {
        Format::wanted(self.headers()) == Format::Page
    }

    /// Who is signed in, if somebody is.
    pub(crate) async fn caller(&self) -> Result<Option<Caller>, ApiError> {
        Caller::maybe(&self.parts, &self.gateway).await
    }

    /// Whether somebody is signed in, for pages that lead on then: where that cannot be told, nobody is. The pool is
    /// asked, or who comes from a page that it refuses would be led back there; one that does not answer refuses nobody.
    pub(crate) async fn is_signed_in(&self) -> bool {
        let Ok(Some(caller)) = self.caller().await else {
            return false;
        };
        match vouched(&self.gateway, caller).await {
            Ok(caller) => caller.is_some(),
            Err(error) => error.code() != Code::InvalidToken,
        }
    }

    /// A text of the page's language.
    pub(crate) fn text(&self, section: &str, name: &str) -> String {
        self.language.text(&[section, name])
    }

    /// The address of another page on the way to the same place.
    pub(crate) fn link(&self, path: &str) -> String {
        with_return(path, self.return_to.as_deref())
    }

    /// Where a sign-in leads.
    pub(crate) fn target<'a>(&'a self, return_to: Option<&'a str>) -> &'a str {
        let pages = &self.gateway.config().pages;
        return_to.unwrap_or(&pages.home)
    }

    /// What the last page has to say, and what was typed there.
    pub(crate) fn said(&self) -> Shown {
        let Some(Step::Done { notice, email }) = &self.step else {
            return Shown::default();
        };
        let [section, name] = notice.text();
        Shown {
            notice: Some(self.text(section, name)),
            ..Shown::default()
        }
        .with("username", email.as_deref())
    }

    /// Renders a page.
    pub(crate) fn page(
        &self,
        name: &str,
        shown: &Shown,
        more: Value,
    ) -> Result<Response, ApiError> {
        self.page_to(None, name, shown, more)
    }

    /// Renders a page whose form leads on to another origin.
    pub(crate) fn page_to(
        &self,
        origin: Option<&str>,
        name: &str,
        shown: &Shown,
        more: Value,
    ) -> Result<Response, ApiError> {
        let cookie = cookies::form(&self.browser);
        let known = random_value_of(self.headers(), &cookie).map(str::to_owned);
        let csrf = known
            .clone()
            .unwrap_or_else(|| base36(&SystemRandom::default(), CSRF_LENGTH));
        let context = context! {
            application => self.gateway.product_name(),
            look => context! { css => look::address(&self.gateway), logo => () },
            links => self.links(),
            csrf => &csrf,
            csrf_name => CSRF,
            name_field => "email",
            name_label => self.text("attribute", "email"),
            name_type => "email",
            error => &shown.error,
            notice => &shown.notice,
            values => &shown.values,
            errors => &shown.fields,
            ..more
        };
        let templates = &self.gateway.config().pages.templates;
        let page = templates
            .page(name, self.language, context)
            .map_err(|error| ApiError::new(Code::Internal).cause(error))?;
        let page = match origin {
            Some(origin) => page.with_form_to(origin),
            None if page.has_form() => page.with_form(),
            None => page,
        };
        let mut response = page.into_response();
        if let Some(status) = shown.status {
            *response.status_mut() = status;
        }
        let headers = response.headers_mut();
        if shown.status == Some(StatusCode::UNAUTHORIZED) {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE));
        }
        if let Some(seconds) = shown.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(error) = &shown.refused {
            error.clone().note_on(&mut response);
        }
        if known.is_none() {
            cookies::set_form(&self.browser, response.headers_mut(), &csrf);
        }
        if matches!(self.step, Some(Step::Done { .. })) {
            // It is said once.
            cookies::clear_state(&self.browser, self.headers(), response.headers_mut());
        }
        Ok(response)
    }

    fn links(&self) -> Value {
        context! {
            sign_in => self.link("/login"),
            sign_up => self.link("/register"),
            confirm => self.link("/confirm"),
            resend => self.link("/confirm/resend"),
            forgot => self.link("/forgot-password"),
            picture => "/mfa/qr.svg",
            account => "/account",
        }
    }

    /// To another page (303), with what it needs to know; what the last page left is taken away.
    pub(crate) fn go(&self, to: &str, step: Option<&Step>) -> Result<Response, ApiError> {
        let location = to
            .parse::<Uri>()
            .ok()
            .and_then(|_| HeaderValue::from_str(to).ok())
            .ok_or_else(|| ApiError::new(Code::Internal).cause("a page leads to no address"))?;
        let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
        let answer = response.headers_mut();
        match step {
            Some(step) => step.write(&self.gateway, &self.browser, self.headers(), answer)?,
            None => cookies::clear_state(&self.browser, self.headers(), answer),
        }
        Ok(response)
    }

    /// The same, and the next page says what was done.
    pub(crate) fn go_and_say(&self, to: &str, notice: Notice) -> Result<Response, ApiError> {
        let step = Step::Done {
            notice,
            email: None,
        };
        self.go(to, Some(&step))
    }

    /// The same, where something else must be done first.
    pub(crate) fn go_instead(
        &self,
        to: &str,
        step: Option<&Step>,
        why: impl Into<ApiError>,
    ) -> Result<Response, ApiError> {
        let mut response = self.go(to, step)?;
        why.into().note_on(&mut response);
        Ok(response)
    }

    /// To the sign-in, and back here after it. What the last page left stays.
    pub(crate) fn to_sign_in(&self, why: ApiError) -> Result<Response, ApiError> {
        let here = self
            .parts
            .uri
            .path_and_query()
            .map(http::uri::PathAndQuery::as_str);
        let back = here.filter(|_| self.parts.method.is_safe());
        let to = with_return("/login", back);
        let mut response = self.go_instead(&to, None, why)?;
        response.headers_mut().remove(SET_COOKIE);
        Ok(response)
    }
}

/// The address of a page on the way to this place.
pub(crate) fn with_return(path: &str, return_to: Option<&str>) -> String {
    match return_to {
        Some(back) => {
            let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
            format!("{path}?return_to={back}")
        }
        None => path.to_owned(),
    }
}

/// A visit of somebody who is signed in. Browsers of others are led to the sign-in, programs are refused.
pub(crate) struct Member {
    pub(crate) visit: Visit,
    pub(crate) caller: Caller,
}

impl FromRequestParts<Gateway> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, gateway).await;
        match visit.caller().await {
            Ok(Some(caller)) => Ok(Self { visit, caller }),
            Ok(None) => {
                let nobody = ApiError::new(Code::TokenMissing);
                if visit.is_of_a_browser() {
                    Err(visit.to_sign_in(nobody).into_response())
                } else {
                    Err(nobody.into_response())
                }
            }
            Err(error) => Err(error.into_response()),
        }
    }
}

impl Member {
    /// The form again, if what is wrong is the user's to mend. A sign-in that is over leads to the sign-in page.
    pub(crate) fn explain(
        &self,
        error: ApiError,
        form: &form::Form,
        fields: &[(&str, &str)],
    ) -> Result<Shown, Box<Response>> {
        if matches!(error.code(), Code::TokenMissing | Code::InvalidToken) {
            return Err(Box::new(self.visit.to_sign_in(error).into_response()));
        }
        super::explain::explain(error, form, self.visit.language, fields)
            .map_err(|error| Box::new(error.into_response()))
    }
}

/// The cookies of one answer go along with another.
pub(crate) fn carry_cookies(from: &HeaderMap, to: &mut HeaderMap) {
    for cookie in from.get_all(SET_COOKIE) {
        to.append(SET_COOKIE, cookie.clone());
    }
}

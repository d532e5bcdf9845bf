//! Forms that come in: from our own pages alone, where a browser sends them.

use std::collections::BTreeMap;
use std::fmt;

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use http::HeaderMap;
use poolgate_ui::repeats_cookie;
use serde_json::Value;

use super::cookies;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{FormOrJson, Input, form_fields, is_form};
use crate::gateway::Gateway;
use crate::layers::Format;
use crate::session::Browser;

/// The hidden field of the value that stands in the cookie too.
pub(crate) const CSRF: &str = "csrf_token";

/// What stood in the form of a page. It may hold passwords, so it cannot be printed.
pub(crate) struct Form(BTreeMap<String, String>);

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Form(hidden)")
    }
}

impl Form {
    /// What was typed, without white space at its ends; `None` where there is nothing.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let text = self.0.get(name).map(|text| text.trim());
        text.filter(|text| !text.is_empty())
    }

    /// The same as a member of a JSON body: nothing where there is nothing.
    pub(crate) fn member(&self, name: &str) -> Value {
        self.text(name).map_or(Value::Null, Value::from)
    }

    /// A password, exactly as it was typed.
    pub(crate) fn password(&self, name: &str) -> Value {
        let typed = self.0.get(name).filter(|text| !text.is_empty());
        typed.map_or(Value::Null, |text| Value::from(text.as_str()))
    }

    /// A code: people copy white space and hyphens along.
    pub(crate) fn code(&self, name: &str) -> Value {
        let typed = self.text(name).unwrap_or_default().chars();
        let code: String = typed.filter(|c| !c.is_whitespace() && *c != '-').collect();
        if code.is_empty() {
            Value::Null
        } else {
            Value::from(code)
        }
    }

    /// Whether something was typed.
    pub(super) fn is_filled(&self, name: &str) -> bool {
        // The page calls the first field by what it is, the body by what it holds.
        let name = if name == "username" { "email" } else { name };
        self.0.get(name).is_some_and(|text| !text.is_empty())
    }

    /// Whether a box was ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// Whether a browser that shows pages sends a form.
pub(crate) fn is_of_a_page(headers: &HeaderMap) -> bool {
    is_form(headers) && Format::wanted(headers) == Format::Page
}

impl FromRequest<Gateway> for Form {
    type Rejection = ApiError;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let Ok(browser) = Browser::from_request_parts(&mut parts, gateway).await;
        let headers = parts.headers.clone();
        if !is_form(&headers) {
            return Err(ApiError::new(Code::UnsupportedMediaType)
                .message("Send a form, with Content-Type: application/x-www-form-urlencoded."));
        }
        let request = Request::from_parts(parts, body);
        let mut fields = form_fields(request, gateway).await?;
        let given = fields.remove(CSRF);
        let repeats = repeats_cookie(&headers, &cookies::form(&browser), given.as_deref());
        if browser.is_on_our_page && repeats {
            Ok(Self(fields))
        } else {
            Err(Code::CrossOrigin.into())
        }
    }
}

/// What comes to an address that has a page, and takes JSON and forms of programs too.
pub(crate) enum Sent<T> {
    /// The form of the page.
    ByPage(Form),
    /// Of a program.
    ByProgram(T),
}

impl<T: Input> FromRequest<Gateway> for Sent<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, ApiError> {
        if is_of_a_page(request.headers()) {
            return Form::from_request(request, gateway).await.map(Self::ByPage);
        }
        let FormOrJson(input) = FormOrJson::from_request(request, gateway).await?;
        Ok(Self::ByProgram(input))
    }
}

/// The input of a route, from what stood in the form of a page.
pub(crate) fn read<T: Input>(body: Value) -> Result<T, ApiError> {
    let body: T::Body =
        serde_json::from_value(body).map_err(|_| ApiError::new(Code::InvalidRequest))?;
    Ok(T::try_from(body)?)
}

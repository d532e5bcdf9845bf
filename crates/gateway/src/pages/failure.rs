//! The page that a browser gets instead of an error in JSON.

use http::{HeaderMap, StatusCode};
use poolgate_ui::{Language, Page, context};

use super::explain::message;
use super::look;
use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;

/// The page, in the reader's language; nothing where a template of the operator's own fails.
pub(crate) fn failure(
    gateway: &Gateway,
    headers: &HeaderMap,
    error: &ApiError,
    request_id: &str,
) -> Option<Page> {
    let language = Language::wanted(headers);
    let facts = error.facts();
    let title = match error.code() {
        Code::NotFound | Code::UserNotFound => ["failure.not_found", "title"],
        Code::CrossOrigin => ["failure.forbidden", "title"],
        Code::TokenMissing | Code::InvalidToken => ["error", "signed_out_title"],
        code if code.status() >= StatusCode::INTERNAL_SERVER_ERROR => ["failure.internal", "title"],
        _ => ["error", "title"],
    };
    let path: Vec<&str> = title.iter().flat_map(|part| part.split('.')).collect();
    let fields: Vec<_> = facts
        .fields
        .iter()
        .map(|(name, problem)| context! { name, problem })
        .collect();
    let (onward, text) = onward(gateway, error.code());
    let context = context! {
        application => gateway.product_name(),
        style => look::address(gateway),
        title => language.text(&path),
        message => message(error, language),
        fields,
        onward,
        onward_text => language.text(&text),
        request_id,
    };
    let page = gateway
        .config()
        .pages
        .templates
        .page("failure.html", language, context);
    page.inspect_err(|error| tracing::error!(error = %error, "the page of errors cannot be shown"))
        .ok()
}

/// Where to go from here.
fn onward(gateway: &Gateway, code: Code) -> (String, [&'static str; 2]) {
    let signs_in = matches!(
        code,
        Code::TokenMissing
            | Code::InvalidToken
            | Code::InvalidSession
            | Code::SignInRefused
            | Code::CrossOrigin
    );
    if signs_in {
        ("/login".to_owned(), ["sign_in", "title"])
    } else {
        (gateway.config().pages.home.clone(), ["error", "home"])
    }
}

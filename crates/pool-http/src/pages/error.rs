//! `GET /error`: what a person sees where no application may be told.

use axum::extract::RawQuery;
use axum::response::Response;
use http::HeaderMap;
use poolgate_ui::context;

use super::place::Place;
use super::shown::{Message, Shown};
use crate::oauth::hosted::Hosted;
use crate::oauth::redirect::parameters;

/// The codes that have words of their own.
const KNOWN: [&str; 4] = [
    "redirect_mismatch",
    "oauth_not_enabled",
    "invalid_request",
    "server_error",
];

pub(crate) async fn get(hosted: Hosted, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let given = parameters(&query.unwrap_or_default()).unwrap_or_default();
    let error = given.get("error").unwrap_or_default();
    let known = KNOWN.iter().find(|known| **known == error);
    let shown = Shown::error(Message::Known(known.copied().unwrap_or("other")));
    match Place::of(hosted, given.get("client_id"), given.get("lang"), headers).await {
        Ok(place) => {
            let title = place.text("error", "title");
            let more = context! { title, text => (), submit => (), onward => () };
            place.page("message.html", context! {}, &shown, more).await
        }
        Err(response) => response,
    }
}

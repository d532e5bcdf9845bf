//! `/signout`: whether the user wants to sign out, where the operator lets nobody else say so.

use axum::extract::RawQuery;
use axum::response::Response;
use http::HeaderMap;
use poolgate_ui::context;

use super::form::Form;
use super::place::{Place, failed};
use super::shown::Shown;
use crate::oauth::hosted::Hosted;
use crate::oauth::logout;

pub(crate) async fn get(hosted: Hosted, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let (place, given) = match Place::opened(hosted, Some(&query), headers).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    match logout::location(&place.hosted, &given, &query).await {
        Err(error) => failed(&error, &place.headers),
        Ok(None) => logout::mismatch(&place.hosted, &given),
        Ok(Some(_)) => {
            let text = |name: &str| place.text("sign_out", name);
            let more = context! {
                title => text("title"), text => text("about"), submit => text("submit"), onward => (),
            };
            place
                .page("message.html", context! {}, &Shown::default(), more)
                .await
        }
    }
}

pub(crate) async fn post(
    hosted: Hosted,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    _form: Form,
) -> Response {
    let query = query.unwrap_or_default();
    let (place, given) = match Place::opened(hosted, Some(&query), headers).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let onward = match logout::location(&place.hosted, &given, &query).await {
        Err(error) => return failed(&error, &place.headers),
        Ok(None) => return logout::mismatch(&place.hosted, &given),
        Ok(Some(onward)) => onward,
    };
    let title = place.text("sign_out", "done");
    // A page and no redirect: browsers let a form lead to our own pages alone.
    let mut response = place
        .page(
            "authorized.html",
            context! {},
            &Shown::default(),
            context! { title, onward },
        )
        .await;
    match logout::sign_out(&place.hosted, &place.headers, response.headers_mut()).await {
        Ok(()) => response,
        Err(error) => failed(&error, &place.headers),
    }
}

//! `GET /error`: what a person sees where no application may be told.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use poolgate_ui::{Failure, fail};

use super::hosted::Hosted;

pub(crate) async fn get(_hosted: Hosted, headers: HeaderMap) -> Response {
    let page = fail(Failure::InvalidRequest, &headers);
    (StatusCode::BAD_REQUEST, page).into_response()
}

//! `GET /protected`: a page for those who are signed in, and nothing else: to try a session with.

use axum::Json;
use axum::response::{IntoResponse, Response};
use poolgate_ui::context;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::pages::{Member, Shown};

/// What only those see who are signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProtectedAnswer {
    #[schema(example = true)]
    success: bool,
    #[schema(example = "Protected content")]
    message: &'static str,
    /// The claims of the access token.
    #[schema(value_type = Object)]
    user: Map<String, Value>,
}

/// A protected page
///
/// For those who are signed in; browsers of others are led to the sign-in and come back.
#[utoipa::path(
    get,
    path = "/protected",
    tag = "Site",
    operation_id = "protected",
    responses(
        (status = 200, description = "The content, or the page", body = ProtectedAnswer),
        (status = 303, description = "A browser in which nobody is signed in: to `/login`")
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    let Member { visit, caller } = &member;
    if visit.is_of_a_browser() {
        let more = context! {
            title => visit.text("protected", "title"),
            username => caller.claims.username().unwrap_or_default(),
        };
        return visit.page("protected.html", &Shown::default(), more);
    }
    let answer = ProtectedAnswer {
        success: true,
        message: "Protected content",
        user: caller.claims.as_map().clone(),
    };
    Ok(Json(answer).into_response())
}

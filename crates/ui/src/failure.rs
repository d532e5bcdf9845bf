//! How a failure looks on a port that has pages: JSON for a program, a page for a person.

use std::sync::LazyLock;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use minijinja::context;
use serde_json::json;
use uuid::Uuid;

use crate::browser::wants_page;
use crate::language::Language;
use crate::templates::Templates;

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::new(&[]));

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The query or the path says something that is not understood.
    InvalidRequest,
    /// A form was not sent by one of our own pages.
    Forbidden,
    /// There is nothing here, or not for this caller.
    NotFound,
    /// Our fault. Whoever says so has logged why.
    Internal,
}

impl Failure {
    const fn row(self) -> (StatusCode, &'static str) {
        match self {
            Self::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

/// The answer: with a request id of its own, which the log line of the request carries too.
pub fn fail(failure: Failure, headers: &HeaderMap) -> Response {
    let (status, code) = failure.row();
    let request_id = Uuid::new_v4().to_string();
    tracing::info!(request.id = %request_id, http.status = status.as_u16(), error = code, "answered with a failure");
    let language = Language::wanted(headers);
    let text = |member| language.text(&["failure", code, member]);
    let message = text("message");
    let page = wants_page(headers).then(|| {
        let context =
            context! { title => text("title"), message => &message, request_id => &request_id };
        TEMPLATES.page("failure.html", language, context)
    });
    let mut response = if let Some(Ok(page)) = page {
        (status, page).into_response()
    } else {
        let body = json!({
            "success": false,
            "error": code,
            "message": message,
            "request_id": request_id,
        });
        (status, Json(body)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        HeaderName::from_static("x-request-id"),
        HeaderValue::try_from(request_id).expect("a UUID is ASCII"),
    );
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use axum::body::to_bytes;
    use serde_json::Value;

    use super::*;

    async fn body(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_program_reads_json() {
        for failure in [
            Failure::InvalidRequest,
            Failure::Forbidden,
            Failure::NotFound,
            Failure::Internal,
        ] {
            let answer = fail(failure, &HeaderMap::new());
            assert_eq!(answer.status(), failure.row().0);
            let id = answer.headers()["x-request-id"]
                .to_str()
                .unwrap()
                .to_owned();
            let read: Value = serde_json::from_str(&body(answer).await).unwrap();
            assert_eq!(read["success"], false);
            assert_eq!(read["error"], failure.row().1);
            assert_eq!(read["request_id"], id);
            assert!(read["message"].as_str().unwrap().ends_with('.'));
        }
    }

    #[tokio::test]
    async fn a_person_reads_a_page() {
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static("sec-fetch-mode"),
            HeaderValue::from_static("navigate"),
        )]);
        let answer = fail(Failure::NotFound, &headers);
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        let page = body(answer).await;
        assert!(page.contains("<h1>Not found</h1>"), "{page}");
    }
}

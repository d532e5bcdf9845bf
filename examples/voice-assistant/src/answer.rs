//! Errors of the application, in the same form as the gateway's.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A request that is not done, and why.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    error: &'static str,
    message: String,
    /// What is wrong where, for lists.
    errors: Option<Value>,
}

impl Refused {
    pub(crate) fn new(status: StatusCode, error: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            error,
            message: message.into(),
            errors: None,
        }
    }

    pub(crate) fn errors(self, errors: Value) -> Self {
        Self {
            errors: Some(errors),
            ..self
        }
    }

    pub(crate) fn bad(error: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, message)
    }
}

/// What went wrong here is written down, and not told.
impl From<anyhow::Error> for Refused {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "a request failed");
        let message = "Something went wrong here. Try again.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut body = json!({"success": false, "error": self.error, "message": self.message});
        if let Some(errors) = self.errors {
            body["errors"] = errors;
        }
        (self.status, Json(body)).into_response()
    }
}

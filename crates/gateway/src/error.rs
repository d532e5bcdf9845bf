//! What the gateway answers when it does not answer what was asked.
//!
//! [`ApiError`] is a [`Code`] with the facts of the case. How it looks on the wire is decided by
//! `layers::render`, which knows the request.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use poolgate_client::BoxError;

use crate::code::Code;
use crate::store::StoreError;

/// When to come back to a server that is expected to be there soon.
const SOON: Duration = Duration::from_secs(2);

/// An error answer: a code and the facts of the case.
#[derive(Clone, Debug)]
pub struct ApiError(Arc<Facts>);

#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) code: Code,
    pub(crate) status: StatusCode,
    pub(crate) message: Cow<'static, str>,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) retry_after: Option<Duration>,
    /// For the log, never for the caller.
    pub(crate) cause: Option<Arc<BoxError>>,
}

impl ApiError {
    /// An error with the sentence of its code.
    pub fn new(code: Code) -> Self {
        Self(Arc::new(Facts {
            code,
            status: code.status(),
            message: Cow::Borrowed(code.message()),
            fields: BTreeMap::new(),
            retry_after: None,
            cause: None,
        }))
    }

    fn change(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Says it in other words.
    #[must_use]
    pub fn message(self, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        self.change(|facts| facts.message = message)
    }

    /// Names a member of the request and what is wrong with it.
    #[must_use]
    pub fn field(self, name: impl Into<String>, problem: impl Into<String>) -> Self {
        let (name, problem) = (name.into(), problem.into());
        self.change(|facts| {
            facts.fields.insert(name, problem);
        })
    }

    /// The member has another name in this request.
    #[must_use]
    pub(crate) fn rename_field(self, from: &str, to: &str) -> Self {
        self.change(|facts| {
            if let Some(problem) = facts.fields.remove(from) {
                facts.fields.insert(to.to_owned(), problem);
            }
        })
    }

    /// Answers with another status than that of the code, where older callers expect it.
    #[must_use]
    pub(crate) fn status(self, status: StatusCode) -> Self {
        self.change(|facts| facts.status = status)
    }

    /// Says when to come back.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        self.change(|facts| facts.retry_after = Some(wait))
    }

    /// Adds the cause, for the log.
    #[must_use]
    pub fn cause(self, cause: impl Into<BoxError>) -> Self {
        let cause = Arc::new(cause.into());
        self.change(|facts| facts.cause = Some(cause))
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.0
    }

    /// Notes on a page that says in its own way what went wrong, what that was: for the log and the audit log.
    pub(crate) fn note_on(self, response: &mut Response) {
        response.extensions_mut().insert(Explained(self));
    }
}

/// The error that a page explains. Its answer is written already.
#[derive(Clone, Debug)]
pub(crate) struct Explained(pub(crate) ApiError);

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Failed(_) => Self::new(Code::Internal),
            // Nobody passes whose session cannot be looked up.
            StoreError::Unavailable(_) => Self::new(Code::NotReady)
                .message("Sessions cannot be checked at the moment. Try again in a moment.")
                .retry_after(SOON),
        }
        .cause(error)
    }
}

/// The status and, as an extension, the error itself: the outermost layer writes the body.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

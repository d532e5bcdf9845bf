//! Why a sign-in by a provider fails, in the words that the application is told.

use super::call::CallError;
use super::provider::Provider;
use crate::ctx::Retry;
use crate::error::Error;

/// What the application hears: an error code and its description.
#[derive(Debug)]
pub(super) enum Fault {
    /// `invalid_request` with these words.
    Told(String),
    /// The user did not want to, in the provider's words.
    Denied(Option<String>),
    /// Something failed here; the application hears no more than that.
    Failed(Error),
}

impl Fault {
    pub(super) fn told(text: impl Into<String>) -> Self {
        Self::Told(text.into())
    }

    /// The token endpoint gave no answer.
    pub(super) fn of_token_call(error: &CallError) -> Self {
        Self::told(match error {
            CallError::TimedOut => "Timeout occurred in calling IdP token endpoint",
            error => of_connection(error),
        })
    }

    /// The key set cannot be had.
    pub(super) fn of_key_set_call(error: &CallError) -> Self {
        Self::told(match error {
            CallError::TimedOut => "Timeout in calling jwks uri",
            error => of_connection(error),
        })
    }

    /// Another endpoint gave no answer.
    pub(super) fn of_call(error: &CallError) -> Self {
        Self::told(match error {
            CallError::TimedOut => "Read timed out",
            error => of_connection(error),
        })
    }

    /// The token endpoint refused. Google's own code is told, as Cognito does.
    pub(super) fn of_token_status(provider: &Provider, status: u16, code: Option<&str>) -> Self {
        let name = &provider.name;
        match code.filter(|_| provider.is_google()) {
            Some(code) => Self::Told(format!("{name} Error - {status} {code}")),
            None => Self::Told(format!("{name} Error - {status} error getting token")),
        }
    }

    /// An ID token that does not count. But for the issuer's, the words are unconfirmed.
    pub(super) fn of_id_token(why: &str) -> Self {
        Self::Told(format!("Bad id_token {why}"))
    }
}

/// The texts beyond the first are unconfirmed.
const fn of_connection(error: &CallError) -> &'static str {
    match error {
        CallError::Unreachable => "Connection reset",
        CallError::TimedOut => "Read timed out",
        CallError::Forbidden => "IdP endpoints must use https",
        CallError::TooLong => "IdP response is too large",
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        if error.is_of_a_function() || error.exception().status < 500 {
            Self::Told(error.to_string())
        } else {
            Self::Failed(error)
        }
    }
}

impl From<crate::store::StoreError> for Fault {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Retry> for Fault {
    fn from(retry: Retry) -> Self {
        retry.into_error().into()
    }
}

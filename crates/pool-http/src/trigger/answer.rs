//! What comes back from a function: bytes that should be an event, or a failure of its own.

use poolgate_pool::trigger::InvokeError;
use reqwest::Response;
use serde::Deserialize;
use serde_json::Value;

/// The largest answer: what AWS Lambda returns at most.
pub(super) const LARGEST: usize = 6 * 1024 * 1024;

/// A failure as AWS Lambda's runtimes report it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    error_message: Option<String>,
}

/// The event that a function returned.
pub(super) fn event(bytes: &[u8]) -> Result<Value, InvokeError> {
    serde_json::from_slice(bytes).map_err(|_| InvokeError::Unrecognizable)
}

/// The message of a function that failed, if it is told as AWS Lambda's runtimes tell it.
pub(super) fn failure(bytes: &[u8]) -> Option<String> {
    let failure: Failure = serde_json::from_slice(bytes).ok()?;
    failure.error_message
}

/// The body of an answer, unless it is too long.
pub(super) async fn body(mut response: Response) -> Result<Vec<u8>, InvokeError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        if body.len() + chunk.len() > LARGEST {
            return Err(InvokeError::Unrecognizable);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A connection that was not made or broke.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is handed over by `map_err`"
)]
pub(super) fn lost(error: reqwest::Error) -> InvokeError {
    if error.is_timeout() {
        InvokeError::timeout()
    } else {
        InvokeError::unreachable()
    }
}

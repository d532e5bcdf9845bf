//! A function behind any HTTP address. It knows by a signature who asks, and when.

use std::sync::Arc;

use aws_lc_rs::hmac;
use poolgate_pool::Clock;
use poolgate_pool::trigger::InvokeError;
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::answer;
use super::http_client::HttpClient;

/// The header with the time of a request, in seconds since 1970.
pub const TIMESTAMP: &str = "poolgate-timestamp";

/// The header with its signature: `v1=` and 64 hexadecimal digits.
pub const SIGNATURE: &str = "poolgate-signature";

/// The header with the ARN of the function, so that one address can serve several.
const FUNCTION: &str = "poolgate-function";

/// A function behind an address.
pub struct Webhook {
    /// What sends.
    pub client: HttpClient,
    /// The address.
    pub url: String,
    /// What requests are signed with.
    pub secret: SecretString,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// HMAC-SHA256 over the time, the ARN of the function and the body, with a full stop between them.
pub fn signature(secret: &SecretString, timestamp: i64, function: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
    let signed = format!("{timestamp}.{function}.{body}");
    let tag = hmac::sign(&key, signed.as_bytes());
    format!("v1={}", hex::encode(tag))
}

impl Webhook {
    pub(super) async fn invoke(&self, arn: &str, body: String) -> Result<Value, InvokeError> {
        let timestamp = self.clock.now().0.div_euclid(1000);
        let signature = signature(&self.secret, timestamp, arn, &body);
        let sent = self
            .client
            .0
            .post(&self.url)
            .header("content-type", "application/json")
            .header(TIMESTAMP, timestamp)
            .header(FUNCTION, arn)
            .header(SIGNATURE, signature)
            .body(body)
            .send();
        let response = sent.await.map_err(answer::lost)?;
        let status = response.status();
        let body = answer::body(response).await?;
        if status.is_success() {
            return answer::event(&body);
        }
        // A refusal is one only if it says so: a proxy's error page must not look like the function's decision.
        if status.is_client_error()
            && let Some(message) = answer::failure(&body)
        {
            return Err(InvokeError::Function(message));
        }
        Err(match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                InvokeError::CannotInvoke("AccessDeniedException".to_owned())
            }
            StatusCode::NOT_FOUND => InvokeError::not_found(),
            StatusCode::TOO_MANY_REQUESTS => {
                InvokeError::CannotInvoke("TooManyRequestsException".to_owned())
            }
            _ => InvokeError::unreachable(),
        })
    }
}

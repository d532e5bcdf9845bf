//! A function behind any HTTP address. It knows by a signature who asks, and when: as Standard Webhooks 1.0 says it
//! (<https://www.standardwebhooks.com>), so that receivers check it with a ready-made library.

use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_crypto::Random;
use poolgate_pool::Clock;
use poolgate_pool::trigger::InvokeError;
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::answer;
use super::http_client::HttpClient;

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
    /// Makes the ids of requests.
    pub random: Arc<dyn Random>,
}

/// HMAC-SHA256 over the id, the time and the body, with a full stop between them.
fn signature(secret: &SecretString, id: &str, timestamp: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key_bytes(secret.expose_secret()));
    let signed = format!("{id}.{timestamp}.{body}");
    let tag = hmac::sign(&key, signed.as_bytes());
    format!("v1,{}", STANDARD.encode(tag))
}

/// `whsec_` before base64 is how Standard Webhooks writes secrets; anything else is the key itself.
fn key_bytes(secret: &str) -> Vec<u8> {
    secret
        .strip_prefix("whsec_")
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .unwrap_or_else(|| secret.as_bytes().to_vec())
}

impl Webhook {
    pub(super) async fn invoke(&self, body: String) -> Result<Value, InvokeError> {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        let id = format!("msg_{}", hex::encode(id));
        let timestamp = self.clock.now().0.div_euclid(1000);
        let signature = signature(&self.secret, &id, timestamp, &body);
        let sent = self
            .client
            .0
            .post(&self.url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
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

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn the_signature_is_the_one_of_the_specification() {
        // The example of the reference libraries.
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into();
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}

//! Sends text messages through a webhook of the operator's, signed as Standard Webhooks 1.0 says
//! (<https://www.standardwebhooks.com>), so that receivers check it with a ready-made library.

use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;

use crate::message::Message;
use crate::sender::{SendError, Sender};
use crate::worker::Now;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A receiver of text messages.
pub struct SmsWebhook {
    client: reqwest::Client,
    url: Url,
    key: Key,
    now: Now,
}

impl std::fmt::Debug for SmsWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmsWebhook")
    }
}

impl SmsWebhook {
    /// Text messages go to this URL, signed with this secret: `whsec_` and base64, or any text.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(url: Url, secret: &SecretString, now: Now) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let key = Key::new(HMAC_SHA256, &key_bytes(secret.expose_secret()));
        Ok(Self {
            client,
            url,
            key,
            now,
        })
    }

    fn signature(&self, id: &str, timestamp: i64, body: &str) -> String {
        let signed = format!("{id}.{timestamp}.{body}");
        let mac = sign(&self.key, signed.as_bytes());
        format!("v1,{}", STANDARD.encode(mac))
    }
}

/// `whsec_` before base64 is how Standard Webhooks writes secrets.
fn key_bytes(secret: &str) -> Vec<u8> {
    secret
        .strip_prefix("whsec_")
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .unwrap_or_else(|| secret.as_bytes().to_vec())
}

#[async_trait]
impl Sender for SmsWebhook {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        let body = json!({
            "type": "sms",
            "to": message.to,
            "text": message.text,
            "code": message.code,
            "purpose": message.purpose,
            "sent_at": message.sent_at,
            "expires_at": message.expires_at,
        })
        .to_string();
        let timestamp = (self.now)() / 1000;
        let request = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", timestamp)
            .header(
                "webhook-signature",
                self.signature(&message.id, timestamp, &body),
            )
            .body(body);
        match request.send().await {
            Ok(answer) => verdict(answer.status().as_u16()),
            // The error names the URL, which may hold a secret of the receiver's.
            Err(error) if error.is_timeout() => {
                Err(SendError::Unusable("it does not answer in time".to_owned()))
            }
            Err(_) => Err(SendError::Unusable("it cannot be reached".to_owned())),
        }
    }
}

fn verdict(status: u16) -> Result<(), SendError> {
    let text = format!("it answers {status}");
    match status {
        200..=299 => Ok(()),
        429 => Err(SendError::PutOff(text)),
        400 | 404 | 409 | 410 | 413 | 415 | 422 => Err(SendError::Refused(text)),
        _ => Err(SendError::Unusable(text)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_signature_is_the_one_of_the_specification() {
        // The example of the reference libraries.
        let secret = SecretString::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let url = "https://sms.example.com".parse().unwrap();
        let webhook = SmsWebhook::new(url, &secret, Arc::new(|| 0)).unwrap();
        let signature = webhook.signature(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}

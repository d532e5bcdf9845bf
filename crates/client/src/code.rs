//! Tokens for an authorization code of the pool's hosted pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::client::Client;
use crate::error::BoxError;
use crate::types::Tokens;

/// A code, and what belongs to it.
#[derive(Clone, Debug)]
pub struct CodeGrant {
    /// The code.
    pub code: SecretString,
    /// Where it was sent to.
    pub redirect_uri: String,
    /// The verifier of the challenge that the request carried (RFC 7636).
    pub verifier: SecretString,
}

/// Why there are no tokens for a code.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// The pool refuses the code: it is used, too old, or not for this client or address.
    #[error("the pool refuses the code: {error}")]
    Refused {
        /// The pool's word for it (RFC 6749, section 5.2).
        error: String,
        /// What it says beyond that: as a rule the words of a trigger.
        description: Option<String>,
    },
    /// The pool refuses the client: its secret, its grants or its address.
    #[error("the pool refuses the client: {error}")]
    Client {
        /// The pool's word for it.
        error: String,
    },
    /// The pool did not answer.
    #[error("the token endpoint did not answer")]
    Unreachable(#[source] BoxError),
    /// The answer makes no sense.
    #[error("the token endpoint answered with status {status} and no tokens")]
    Nonsense {
        /// The HTTP status.
        status: u16,
    },
}

/// Read, and handed on at once as secrets.
#[derive(Deserialize)]
struct Answer {
    access_token: String,
    id_token: Option<String>,
    refresh_token: Option<String>,
    #[serde(default = "bearer")]
    token_type: String,
    #[serde(default)]
    expires_in: i32,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
    error_description: Option<String>,
}

fn bearer() -> String {
    "Bearer".to_owned()
}

impl Client {
    /// Tokens for a code. `hosted` is what stands before `/oauth2/token`: the pool's domain as a URL. A confidential
    /// client proves itself by HTTP Basic.
    ///
    /// # Errors
    /// [`CodeError`]; a code counts once, so nothing is tried again.
    pub async fn exchange_code(
        &self,
        hosted: &str,
        grant: &CodeGrant,
    ) -> Result<Tokens, CodeError> {
        let form = self.form(grant);
        let authorization = self
            .client_secret()
            .map(|secret| basic(self.client_id(), &secret));
        let url = format!("{hosted}/oauth2/token");
        let transport = &self.inner.config.transport;
        let (status, body) = transport
            .post_form(&url, authorization.as_deref(), form)
            .await
            .map_err(CodeError::Unreachable)?;
        read(status, &body)
    }

    fn form(&self, grant: &CodeGrant) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("client_id", self.client_id())
            .append_pair("code", grant.code.expose_secret())
            .append_pair("redirect_uri", &grant.redirect_uri)
            .append_pair("code_verifier", grant.verifier.expose_secret())
            .finish()
    }
}

/// Both parts are form-encoded first (RFC 6749, section 2.3.1).
fn basic(client_id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret));
    format!("Basic {}", STANDARD.encode(pair))
}

fn read(status: StatusCode, body: &[u8]) -> Result<Tokens, CodeError> {
    let nonsense = CodeError::Nonsense {
        status: status.as_u16(),
    };
    if status.is_success() {
        let answer: Answer = serde_json::from_slice(body).map_err(|_| nonsense)?;
        return Ok(Tokens {
            access_token: answer.access_token.into(),
            id_token: answer.id_token.map(SecretString::from),
            refresh_token: answer.refresh_token.map(SecretString::from),
            token_type: answer.token_type,
            expires_in: answer.expires_in,
        });
    }
    let refusal: Refusal = match serde_json::from_slice(body) {
        Ok(refusal) if status.is_client_error() => refusal,
        _ => return Err(nonsense),
    };
    Err(match refusal.error.as_str() {
        "invalid_client" | "unauthorized_client" => CodeError::Client {
            error: refusal.error,
        },
        _ => CodeError::Refused {
            error: refusal.error,
            description: refusal.error_description,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_for_what_they_are() {
        let of = |status: u16, body: &str| {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            read(status, body.as_bytes())
        };
        assert!(of(200, r#"{"access_token":"a","expires_in":60}"#).is_ok());
        assert!(matches!(
            of(400, r#"{"error":"invalid_grant"}"#),
            Err(CodeError::Refused { .. })
        ));
        assert!(matches!(
            of(400, r#"{"error":"invalid_client"}"#),
            Err(CodeError::Client { .. })
        ));
        for (status, body) in [
            (200, "{}"),
            (500, r#"{"error":"x"}"#),
            (302, ""),
            (400, "no"),
        ] {
            assert!(matches!(
                of(status, body),
                Err(CodeError::Nonsense { status: found }) if found == status
            ));
        }
    }

    #[test]
    fn both_halves_of_basic_are_encoded() {
        assert_eq!(
            basic("a b", "c:d"),
            format!("Basic {}", STANDARD.encode("a+b:c%3Ad"))
        );
    }
}

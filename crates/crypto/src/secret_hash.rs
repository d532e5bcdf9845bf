//! `SECRET_HASH`: how a confidential app client proves itself to Cognito on every call.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// `base64(HMAC-SHA256(key = client secret, message = user name + client id))`, as the developer
/// guide of Amazon Cognito defines it.
pub fn secret_hash(username: &str, client_id: &str, client_secret: &SecretString) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, client_secret.expose_secret().as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(username.as_bytes());
    context.update(client_id.as_bytes());
    STANDARD.encode(context.sign())
}

/// Whether `offered` is the hash of this user name and client, compared in constant time.
pub fn secret_hash_matches(
    offered: &str,
    username: &str,
    client_id: &str,
    client_secret: &SecretString,
) -> bool {
    secret_hash(username, client_id, client_secret)
        .as_bytes()
        .ct_eq(offered.as_bytes())
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "1example2secret3value4for5tests6only7abc8def9ghi0jkl";

    #[test]
    fn the_worked_example_gives_the_same_hash() {
        let secret = SecretString::from(SECRET);
        let hash = secret_hash("testuser", "1example23456789abcdefghij", &secret);
        assert_eq!(hash, "qSOyXyBEF4V+aI6RqTGEuDzYW4Pryv16lwUiufr9eSY=");
    }

    #[test]
    fn r35_another_user_or_client_does_not_match() {
        let secret = SecretString::from(SECRET);
        let hash = secret_hash("testuser", "client", &secret);
        assert!(secret_hash_matches(&hash, "testuser", "client", &secret));
        assert!(!secret_hash_matches(&hash, "testuser2", "client", &secret));
        assert!(!secret_hash_matches(&hash, "testuser", "client2", &secret));
        assert!(!secret_hash_matches("", "testuser", "client", &secret));
    }
}

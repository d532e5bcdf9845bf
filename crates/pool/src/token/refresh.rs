//! Refresh tokens: opaque. Their form is that of Cognito's, their content is chance alone; the
//! database has the hash.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_crypto::Random;
use poolgate_pool_api::Secret;

/// The header that Cognito's refresh tokens begin with.
const HEADER: &str = r#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#;

/// The bytes of the four other segments: a wrapped key, a nonce, a text, a tag.
const SEGMENTS: [usize; 4] = [256, 12, 512, 16];

/// A new refresh token: five segments, 796 random bytes.
pub(crate) fn new_refresh_token(random: &dyn Random) -> Secret {
    let mut token = URL_SAFE_NO_PAD.encode(HEADER);
    for length in SEGMENTS {
        let mut bytes = vec![0; length];
        random.fill(&mut bytes);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(&bytes, &mut token);
    }
    Secret::from(token)
}

/// The form in which a refresh token is stored and looked up.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

/// Whether a token has the three segments of an access or ID token.
pub(crate) fn looks_like_jwt(token: &str) -> bool {
    token.split('.').count() == 3
}

#[cfg(test)]
mod tests {
    use poolgate_crypto::SystemRandom;

    use super::*;

    #[test]
    fn a_refresh_token_has_five_segments_and_begins_as_cognitos_do() {
        let token = new_refresh_token(&SystemRandom::default());
        assert!(token.expose().starts_with("eyJjdHkiOiJKV1Qi"));
        assert_eq!(token.expose().split('.').count(), 5);
        assert_ne!(token, new_refresh_token(&SystemRandom::default()));
    }
}

//! What proves to a provider that the pool asks: a secret; for Apple, a token that is signed with the owner's key.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use poolgate_pool_api::Secret;
use poolgate_pool_api::types::IdentityProviderTypeType;
use serde_json::json;

use super::fault::Fault;
use super::provider::Provider;
use crate::ctx::Engine;

/// How long a signed secret counts, in seconds.
const LIFETIME: i64 = 300;

/// The client's secret, where the provider wants one.
pub(super) fn of(engine: &Engine, provider: &Provider) -> Result<Option<Secret>, Fault> {
    if provider.kind != IdentityProviderTypeType::SignInWithApple || provider.is_development() {
        return Ok(provider.secret());
    }
    let now = engine.clock.now().0.div_euclid(1000);
    // The text is unconfirmed.
    apple(provider, now)
        .map(Some)
        .ok_or_else(|| Fault::told("SignInWithApple private_key is not valid"))
}

/// A client secret as Apple wants it: a JWT by ES256.
fn apple(provider: &Provider, now: i64) -> Option<Secret> {
    let header = json!({ "alg": "ES256", "kid": provider.detail("key_id")? });
    let claims = json!({
        "iss": provider.detail("team_id")?,
        "iat": now,
        "exp": now + LIFETIME,
        "aud": "https://appleid.apple.com",
        "sub": provider.client_id,
    });
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let der = der_of_pem(provider.detail("private_key")?)?;
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).ok()?;
    let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
    let signature = URL_SAFE_NO_PAD.encode(signature);
    Some(Secret::from(format!("{signed}.{signature}")))
}

/// The key of a PEM document, or of its base64 alone, as consoles ask for it.
fn der_of_pem(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    let encoded: String = lines.flat_map(str::split_whitespace).collect();
    STANDARD.decode(encoded).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, KeyPair as _, UnparsedPublicKey};

    use super::*;
    use crate::model::provider;

    #[test]
    fn apple_gets_a_token_that_the_owners_key_signed() {
        let random = SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(document.as_ref())
        );
        let details = [
            ("client_id", "com.example.app"),
            ("team_id", "TEAM"),
            ("key_id", "KEY"),
            ("private_key", &pem),
            ("authorize_scopes", "email"),
        ];
        let given = details.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let details =
            provider::complete(IdentityProviderTypeType::SignInWithApple, &given.into()).unwrap();
        let provider = Provider {
            name: "SignInWithApple".to_owned(),
            kind: IdentityProviderTypeType::SignInWithApple,
            client_id: "com.example.app".to_owned(),
            details,
            mapping: std::collections::BTreeMap::new(),
        };
        let secret = apple(&provider, 1_000).unwrap();
        let (signed, signature) = secret.expose().rsplit_once('.').unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.public_key().as_ref());
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        public.verify(signed.as_bytes(), &signature).unwrap();
        let claims = URL_SAFE_NO_PAD
            .decode(signed.split('.').nth(1).unwrap())
            .unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["sub"], "com.example.app");
        assert_eq!(claims["iss"], "TEAM");
        assert_eq!(claims["exp"], 1_300);
    }
}

//! Tokens as a pool signs them.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_verify::{Clock, SystemClock};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_EXAMPLE01";
pub(crate) const CLIENT_ID: &str = "1example23456789abcdefghij";
pub(crate) const SUB: &str = "12345678-1234-4123-8123-123456789012";

static KEY: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));

/// The one key, under each of these names: to a verifier they are as many keys.
pub(crate) fn key_set(names: &[String]) -> Value {
    let public = KEY.public_key();
    let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let key = |name: &String| {
        json!({
            "alg": "RS256", "use": "sig", "kty": "RSA", "kid": name,
            "n": number(public.modulus().big_endian_without_leading_zero()),
            "e": number(public.exponent().big_endian_without_leading_zero()),
        })
    };
    json!({"keys": names.iter().map(key).collect::<Vec<_>>()})
}

fn sign(claims: &Value) -> String {
    sign_by("key-1", claims)
}

fn sign_by(key: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!(
        "{}.{}",
        part(&json!({"kid": key, "alg": "RS256"})),
        part(claims)
    );
    let mut signature = vec![0; KEY.public_modulus_len()];
    KEY.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        input.as_bytes(),
        &mut signature,
    )
    .expect("a signature");
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn claims(token_use: &str, more: &Value) -> Value {
    let now = SystemClock.unix_seconds();
    let mut claims = json!({
        "sub": SUB, "iss": ISSUER, "token_use": token_use,
        "auth_time": now, "iat": now, "exp": now + 3600, "jti": "jti-1",
    });
    let all = claims.as_object_mut().expect("an object");
    all.extend(more.as_object().expect("an object").clone());
    claims
}

/// An access token that names this key.
pub(crate) fn access_by(key: &str) -> String {
    sign_by(key, &claims("access", &own_access(&json!({}))))
}

/// An access token; `more` overrides claims.
pub(crate) fn access(more: &Value) -> String {
    sign(&claims("access", &own_access(more)))
}

fn own_access(more: &Value) -> Value {
    let mut own = json!({
        "client_id": CLIENT_ID, "username": SUB,
        "scope": "aws.cognito.signin.user.admin", "cognito:groups": ["admins"],
    });
    let all = own.as_object_mut().expect("an object");
    all.extend(more.as_object().expect("an object").clone());
    own
}

/// An ID token.
pub(crate) fn id() -> String {
    id_with(&json!({}))
}

/// An ID token; `more` overrides claims.
pub(crate) fn id_with(more: &Value) -> String {
    let mut own = json!({
        "aud": CLIENT_ID, "cognito:username": SUB, "cognito:groups": ["admins"],
        "email": "user@example.com", "email_verified": true,
    });
    let all = own.as_object_mut().expect("an object");
    all.extend(more.as_object().expect("an object").clone());
    sign(&claims("id", &own))
}

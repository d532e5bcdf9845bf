//! Whole verifications of a Cognito-like access token on one thread: parsing, signature, claims.
//!
//! `cargo bench -p poolgate-verify`. The signature alone is about 16 of the microseconds.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use divan::counter::ItemsCount;
use poolgate_verify::{ClientIds, Issuer, StaticKeySet, TokenUse, Verifier, decode_unverified};
use serde_json::json;

fn main() {
    divan::main();
}

const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI";

fn verifier_and_token() -> (Verifier, String) {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key can be made");
    let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let public = pair.public_key();
    let kid = "abcdefghijklmnopqrsexample=";
    let keys = json!({"keys": [{
        "alg": "RS256", "kid": kid, "kty": "RSA", "use": "sig",
        "e": number(public.exponent().big_endian_without_leading_zero()),
        "n": number(public.modulus().big_endian_without_leading_zero()),
    }]});
    let header = json!({"kid": kid, "alg": "RS256"});
    let claims = json!({
        "sub": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "cognito:groups": ["admins", "staff"], "iss": ISSUER,
        "version": 2, "client_id": "1example23456789", "origin_jti": "11111111-2222-4333-8444-555555555555",
        "event_id": "66666666-7777-4888-8999-000000000000", "token_use": "access",
        "scope": "aws.cognito.signin.user.admin phone openid profile email", "auth_time": 1_676_312_777,
        "exp": 4_000_000_000_u64, "iat": 1_676_312_777, "jti": "99999999-8888-4777-8666-555555555555",
        "username": "my-test-user",
    });
    let signed = format!(
        "{}.{}",
        number(header.to_string().as_bytes()),
        number(claims.to_string().as_bytes())
    );
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .expect("the key signs");
    let token = format!("{signed}.{}", number(&signature));

    let issuer = Issuer::url(ISSUER).expect("an issuer");
    let verifier = Verifier::builder(
        issuer,
        ClientIds::only(["1example23456789"]),
        TokenUse::Access,
    )
    .key_source(StaticKeySet::new(keys.to_string()))
    .build()
    .expect("a verifier");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    runtime
        .block_on(verifier.keys().refresh())
        .expect("the keys");
    (verifier, token)
}

#[divan::bench(min_time = 3)]
fn verify(bencher: divan::Bencher) {
    let (verifier, token) = verifier_and_token();
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        verifier
            .verify_cached(divan::black_box(&token))
            .expect("valid")
    });
}

#[divan::bench]
fn decode_alone(bencher: divan::Bencher) {
    let (_, token) = verifier_and_token();
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench_local(|| decode_unverified(divan::black_box(&token)).expect("decodes"));
}

#[divan::bench]
fn refuse_rubbish(bencher: divan::Bencher) {
    let (verifier, _) = verifier_and_token();
    let rubbish = "A".repeat(16 * 1024);
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        verifier
            .verify_cached(divan::black_box(&rubbish))
            .expect_err("refused")
    });
}

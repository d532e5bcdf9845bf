//! Which ID tokens count.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::idp::Idp;
use super::world::{World, location, merge, told};
use crate::oauth::world::CALLBACK;

/// Comes back with a token that a test makes of the good claims.
async fn with_token(world: &World, make: impl FnOnce(&Idp, Value) -> String) -> String {
    let away = world.leave("Partner").await;
    let claims = world.claims(&away, "ada");
    world.idp.gives(&make(&world.idp, claims));
    world.idp.says("/userinfo", 200, &json!({ "sub": "ada" }));
    location(&world.come_back(&away).await)
}

fn changed(mut claims: Value, change: Value) -> Value {
    merge(&mut claims, change);
    claims
}

#[tokio::test]
async fn rs256_and_es256_count_with_or_without_the_keys_name() {
    let world = World::new().await;
    for header in [
        json!({ "alg": "RS256", "kid": "rsa" }),
        json!({ "alg": "ES256", "kid": "ec" }),
        json!({ "alg": "RS256" }),
    ] {
        let address = with_token(&world, |idp, claims| idp.token(&header, &claims)).await;
        assert!(
            address.starts_with(&format!("{CALLBACK}?code=")),
            "{header}: {address}"
        );
    }
}

#[tokio::test]
async fn tokens_with_wrong_claims_are_refused() {
    let world = World::new().await;
    let now = world.pool.engine.clock.now().0 / 1000;
    for (change, why) in [
        (
            json!({ "iss": "https://other.example" }),
            "issuer https://other.example",
        ),
        (json!({ "iss": null }), "issuer "),
        (json!({ "aud": "another-client" }), "audience"),
        (json!({ "aud": null }), "audience"),
        (json!({ "aud": ["pool-at-idp", "another"] }), "audience"),
        (
            json!({ "aud": ["pool-at-idp"], "azp": "another" }),
            "audience",
        ),
        (json!({ "nonce": "another" }), "nonce"),
        (json!({ "nonce": null }), "nonce"),
        (json!({ "exp": now - 60 }), "expiration"),
        (json!({ "exp": null }), "expiration"),
        (json!({ "nbf": now + 61 }), "start"),
    ] {
        let header = json!({ "alg": "RS256", "kid": "rsa" });
        let make = |idp: &Idp, claims| idp.token(&header, &changed(claims, change.clone()));
        let address = with_token(&world, make).await;
        assert_eq!(told(&address), format!("Bad id_token {why}"), "{change}");
    }
    let header = json!({ "alg": "RS256", "kid": "rsa" });
    let two = json!({ "aud": ["pool-at-idp", "another"], "azp": "pool-at-idp" });
    let make = |idp: &Idp, claims| idp.token(&header, &changed(claims, two.clone()));
    assert!(with_token(&world, make).await.contains("code="));
}

#[tokio::test]
async fn tokens_that_nobody_signed_rightly_are_refused() {
    let world = World::new().await;
    let unsigned = |_: &Idp, claims: Value| {
        let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.", text(&json!({ "alg": "none" })), text(&claims))
    };
    assert_eq!(
        told(&with_token(&world, unsigned).await),
        "Bad id_token algorithm"
    );
    // The public key, which everybody knows, as the secret of an HMAC; and the client's own secret.
    for secret in [world.idp.rsa_modulus(), b"secret-at-idp".to_vec()] {
        let by_hmac = |_: &Idp, claims: Value| {
            let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let header = json!({ "alg": "HS256", "kid": "rsa" });
            let signed = format!("{}.{}", text(&header), text(&claims));
            let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
            let tag = hmac::sign(&key, signed.as_bytes());
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
        };
        assert_eq!(
            told(&with_token(&world, by_hmac).await),
            "Bad id_token algorithm"
        );
    }
    let stranger = Idp::new().await;
    let forged = |_: &Idp, claims: Value| {
        let header = json!({ "alg": "ES256", "kid": "ec" });
        stranger.token(&header, &claims)
    };
    assert_eq!(
        told(&with_token(&world, forged).await),
        "Bad id_token signature"
    );
    let replaced = |idp: &Idp, claims: Value| {
        let token = idp.token(&json!({ "alg": "RS256", "kid": "rsa" }), &claims);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = signed.split_once('.').unwrap();
        let other = changed(claims, json!({ "sub": "eve" }));
        let payload = URL_SAFE_NO_PAD.encode(other.to_string());
        format!("{header}.{payload}.{signature}")
    };
    assert_eq!(
        told(&with_token(&world, replaced).await),
        "Bad id_token signature"
    );
    // An RSA key's name over an ECDSA signature, a key that is not there, and an extension that is not understood.
    for (header, why) in [
        (json!({ "alg": "ES256", "kid": "rsa" }), "signature"),
        (json!({ "alg": "RS256", "kid": "other" }), "signature"),
        (
            json!({ "alg": "RS256", "kid": "rsa", "crit": ["x"] }),
            "header",
        ),
        (json!({ "alg": "rs256", "kid": "rsa" }), "algorithm"),
    ] {
        let make = |idp: &Idp, claims| idp.token(&header, &claims);
        let told = told(&with_token(&world, make).await);
        assert_eq!(told, format!("Bad id_token {why}"), "{header}");
    }
    for text in ["x", "a.b", "a.b.c.d", "e30.e30.e30"] {
        let address = with_token(&world, |_, _| text.to_owned()).await;
        assert!(told(&address).starts_with("Bad id_token"), "{text}");
    }
}

#[tokio::test]
async fn a_new_key_is_found_after_a_minute_and_the_old_ones_are_not_asked_for_each_time() {
    let world = World::new().await;
    world.idp.says("/keys", 200, &json!({ "keys": [] }));
    let good = |idp: &Idp, claims| idp.token(&json!({ "alg": "RS256", "kid": "rsa" }), &claims);
    assert_eq!(
        told(&with_token(&world, good).await),
        "Bad id_token signature"
    );
    assert_eq!(
        told(&with_token(&world, good).await),
        "Bad id_token signature"
    );
    assert_eq!(world.idp.asked("/keys").await.len(), 1);
    world.pool.clock.advance_seconds(60);
    world.idp.says("/keys", 200, &world.idp.keys());
    assert!(with_token(&world, good).await.contains("code="));
    assert!(with_token(&world, good).await.contains("code="));
    assert_eq!(world.idp.asked("/keys").await.len(), 2);
}

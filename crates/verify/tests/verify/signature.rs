//! Signatures, algorithms and keys: R1 to R6.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_verify::AcceptedUse;
use serde_json::json;

use crate::world::{ATTACKER, KEY, SECOND_KEY, World, access, decode, encode, id, with};

#[tokio::test]
async fn a_good_token_is_accepted_so_that_the_refusals_below_mean_something() {
    let world = World::with(AcceptedUse::Either, |builder| builder);
    for token in [
        KEY.token(&access()),
        SECOND_KEY.token(&access()),
        KEY.token(&id()),
    ] {
        world.verifier.verify(&token).await.unwrap();
        world.verifier.verify_cached(&token).unwrap();
    }
    for typ in ["JWT", "jwt", "at+jwt", "application/at+jwt"] {
        let header = with(KEY.header(), "typ", typ).to_string();
        world
            .verifier
            .verify(&KEY.sign(&header, &access().to_string()))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn r1_tokens_without_a_signature_are_refused() {
    let world = World::new();
    let payload = encode(access().to_string());
    let good = KEY.token(&access());
    let good_signature = good.rsplit('.').next().unwrap();
    for alg in ["none", "None", "NONE", "nOnE"] {
        let header = encode(with(KEY.header(), "alg", alg).to_string());
        for signature in ["", good_signature] {
            let code = world
                .refused(&format!("{header}.{payload}.{signature}"))
                .await;
            assert_eq!(code, "algorithm_refused", "{alg}");
        }
    }
    let header = encode(KEY.header().to_string());
    assert_eq!(
        world.refused(&format!("{header}.{payload}.")).await,
        "signature_wrong",
        "empty signature"
    );
    assert_eq!(
        world.refused(&format!("{header}.{payload}")).await,
        "token_malformed",
        "no signature"
    );
    let no_alg = encode(json!({"kid": KEY.id}).to_string());
    assert_eq!(
        world
            .refused(&format!("{no_alg}.{payload}.{good_signature}"))
            .await,
        "algorithm_refused"
    );
}

#[tokio::test]
async fn r2_tokens_signed_with_the_public_key_as_a_shared_secret_are_refused() {
    let world = World::new();
    let der = KEY.public_der();
    let lines: Vec<String> = STANDARD
        .encode(&der)
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----",
        lines.join("\n")
    );
    let secrets = [
        ("DER", der),
        ("PEM", pem.clone().into_bytes()),
        ("PEM with a line end", format!("{pem}\n").into_bytes()),
        ("JWK", KEY.jwk().to_string().into_bytes()),
        ("modulus", decode(KEY.jwk()["n"].as_str().unwrap())),
    ];
    for (form, secret) in secrets {
        for (alg, code) in [("HS256", "algorithm_refused"), ("RS256", "signature_wrong")] {
            let header = encode(with(KEY.header(), "alg", alg).to_string());
            let signed = format!("{header}.{}", encode(access().to_string()));
            let tag = hmac::sign(
                &hmac::Key::new(hmac::HMAC_SHA256, &secret),
                signed.as_bytes(),
            );
            assert_eq!(
                world.refused(&format!("{signed}.{}", encode(tag))).await,
                code,
                "{form} {alg}"
            );
        }
    }
}

#[tokio::test]
async fn r3_every_algorithm_but_rs256_is_refused_whoever_signed() {
    let world = World::new();
    let payload = access().to_string();
    let paddings: [(&str, &'static dyn RsaEncoding); 4] = [
        ("RS384", &RSA_PKCS1_SHA384),
        ("RS512", &RSA_PKCS1_SHA512),
        ("PS256", &RSA_PSS_SHA256),
        ("RS256", &RSA_PKCS1_SHA256),
    ];
    for (alg, padding) in paddings {
        let honest = KEY.sign_with(
            padding,
            &with(KEY.header(), "alg", alg).to_string(),
            &payload,
        );
        let lying = KEY.sign_with(padding, &KEY.header().to_string(), &payload);
        if alg == "RS256" {
            world.verifier.verify(&honest).await.unwrap();
        } else {
            assert_eq!(world.refused(&honest).await, "algorithm_refused", "{alg}");
            assert_eq!(
                world.refused(&lying).await,
                "signature_wrong",
                "{alg} that says RS256"
            );
        }
    }
    for alg in [
        json!("rs256"),
        json!("RS256 "),
        json!(["RS256"]),
        json!(256),
        json!("EdDSA"),
        json!(""),
    ] {
        let token = KEY.sign(
            &with(KEY.header(), "alg", alg.clone()).to_string(),
            &payload,
        );
        assert_eq!(world.refused(&token).await, "algorithm_refused", "{alg}");
    }

    let document =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .unwrap();
    let pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref()).unwrap();
    for (alg, code) in [("ES256", "algorithm_refused"), ("RS256", "signature_wrong")] {
        let header = encode(with(KEY.header(), "alg", alg).to_string());
        let signed = format!("{header}.{}", encode(&payload));
        let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        assert_eq!(
            world
                .refused(&format!("{signed}.{}", encode(signature)))
                .await,
            code,
            "ES256 as {alg}"
        );
    }
}

#[tokio::test]
async fn r4_keys_in_the_header_are_ignored_and_nothing_is_fetched_for_them() {
    let world = World::new();
    world.verifier.keys().refresh().await.unwrap();
    let trap = wiremock::MockServer::start().await;
    let own_set =
        wiremock::ResponseTemplate::new(200).set_body_json(json!({"keys": [ATTACKER.jwk()]}));
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(own_set)
        .mount(&trap)
        .await;
    let members = [
        ("jku", json!(format!("{}/jwks.json", trap.uri()))),
        ("x5u", json!(format!("{}/chain.pem", trap.uri()))),
        ("jwk", ATTACKER.jwk()),
        ("x5c", json!([STANDARD.encode(ATTACKER.public_der())])),
    ];
    for (name, value) in members {
        for kid in [KEY.id, ATTACKER.id] {
            let header = with(with(KEY.header(), "kid", kid), name, value.clone()).to_string();
            let expected = if kid == KEY.id {
                "signature_wrong"
            } else {
                "key_unknown"
            };
            assert_eq!(
                world
                    .refused(&ATTACKER.sign(&header, &access().to_string()))
                    .await,
                expected,
                "{name} {kid}"
            );
        }
        // The same header under the right key shows that the member is passed over, not misread.
        let header = with(KEY.header(), name, value).to_string();
        world
            .verifier
            .verify(&KEY.sign(&header, &access().to_string()))
            .await
            .unwrap();
    }
    assert_eq!(trap.received_requests().await.unwrap().len(), 0);
    assert_eq!(
        world.source.fetches(),
        2,
        "the first fetch, and one for the unknown kid"
    );
}

#[tokio::test]
async fn r5_invented_key_ids_cause_one_fetch_a_minute() {
    let world = World::new();
    world.verifier.keys().refresh().await.unwrap();
    assert_eq!(world.source.fetches(), 1);
    let invented = |number: usize| {
        let header = with(ATTACKER.header(), "kid", format!("invented-{number}")).to_string();
        ATTACKER.sign(&header, &access().to_string())
    };
    let tokens: Vec<String> = (0..1000).map(invented).collect();

    for (number, token) in tokens.iter().enumerate() {
        assert_eq!(world.refused(token).await, "key_unknown");
        if number % 20 == 19 {
            world.clock.advance(1); // 1,000 tokens in 50 seconds
        }
    }
    assert_eq!(world.source.fetches(), 2, "one after another");

    world.clock.advance(60);
    let mut together = tokio::task::JoinSet::new();
    for token in tokens {
        let verifier = world.verifier.clone();
        together.spawn(async move { verifier.verify(&token).await.unwrap_err().code() });
    }
    assert!(
        together
            .join_all()
            .await
            .iter()
            .all(|code| *code == "key_unknown")
    );
    assert_eq!(world.source.fetches(), 3, "all at once, a minute later");
    world.verifier.verify(&KEY.token(&access())).await.unwrap();
}

#[tokio::test]
async fn r6_one_flipped_bit_anywhere_is_refused() {
    let world = World::new();
    let token = KEY.token(&access());
    let segments: Vec<&str> = token.split('.').collect();
    for (number, name) in ["header", "payload", "signature"].into_iter().enumerate() {
        let bits = decode(segments[number]).len() * 8;
        for place in 0..20 {
            let bit = (bits - 1) * place / 19;
            let mut bytes = decode(segments[number]);
            bytes[bit / 8] ^= 1 << (bit % 8);
            let flipped = encode(bytes);
            let mut parts = segments.clone();
            parts[number] = &flipped;
            world.refused(&parts.join(".")).await;
        }
        // In the text itself, too, where a bit may leave the alphabet.
        for place in 0..20 {
            let mut parts: Vec<Vec<u8>> = segments
                .iter()
                .map(|part| part.as_bytes().to_vec())
                .collect();
            let at = (parts[number].len() - 1) * place / 19;
            parts[number][at] ^= 1;
            let flipped = String::from_utf8(parts.join(&b'.')).unwrap();
            assert_ne!(flipped, token, "{name}");
            world.refused(&flipped).await;
        }
    }
}

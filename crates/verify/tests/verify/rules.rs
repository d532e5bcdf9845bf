//! What the claims must say: R7 to R11.

use std::time::Duration;

use poolgate_verify::{AcceptedUse, BuildError, ClientIds, ErrorKind, Issuer, TokenUse, Verifier};
use serde_json::{Value, json};

use crate::world::{ATTACKER, CLIENT, ISSUER, KEY, NOW, World, access, id, with};

#[tokio::test]
async fn r7_expired_and_early_tokens_are_refused_beyond_the_leeway() {
    let cases: [(u64, &str, u64, Option<&str>); 16] = [
        (0, "exp", NOW - 1, Some("expired")),
        (0, "exp", NOW, Some("expired")),
        (0, "exp", NOW + 1, None),
        (0, "exp", 0, Some("expired")),
        (60, "exp", NOW - 59, None),
        (60, "exp", NOW - 60, Some("expired")),
        (60, "exp", NOW - 61, Some("expired")),
        (0, "nbf", NOW, None),
        (0, "nbf", NOW + 1, Some("not_yet_valid")),
        (30, "nbf", NOW + 30, None),
        (30, "nbf", NOW + 31, Some("not_yet_valid")),
        (0, "iat", NOW, None),
        (0, "iat", NOW + 1, Some("not_yet_valid")),
        (60, "iat", NOW + 60, None),
        (60, "iat", NOW + 61, Some("not_yet_valid")),
        (60, "iat", 253_402_300_799, Some("not_yet_valid")),
    ];
    for (leeway, claim, value, expected) in cases {
        let world = World::with(AcceptedUse::Access, |builder| {
            builder.leeway(Duration::from_secs(leeway))
        });
        let outcome = world
            .verifier
            .verify(&KEY.token(&with(access(), claim, value)))
            .await;
        let code = outcome.as_ref().err().map(poolgate_verify::Error::code);
        assert_eq!(code, expected, "leeway {leeway}, {claim} {value}");
        assert!(outcome.err().is_none_or(|error| error.status() == 401));
    }
    let too_much = Verifier::builder(Issuer::url(ISSUER).unwrap(), ClientIds::any(), TokenUse::Id)
        .leeway(Duration::from_secs(61))
        .build();
    assert!(matches!(too_much, Err(BuildError::Leeway { .. })));
}

#[tokio::test]
async fn r8_an_exp_that_is_no_time_is_refused() {
    let world = World::new();
    assert_eq!(
        world
            .refused(&KEY.token(&with(access(), "exp", Value::Null)))
            .await,
        "claim_missing"
    );
    let payload = access().to_string();
    let good = format!("\"exp\":{}", NOW + 3600);
    assert!(payload.contains(&good));
    for exp in [
        "\"1800003600\"",
        "-1",
        "-9223372036854775808",
        "1e308",
        "1e400",
        "1800003600.5",
        "1800003600.0",
        "1.8e9",
        "null",
        "true",
        "[1800003600]",
        "{}",
        "253402300800",
        "18446744073709551615",
        "18446744073709551616",
    ] {
        let token = KEY.sign(
            &KEY.header().to_string(),
            &payload.replace(&good, &format!("\"exp\":{exp}")),
        );
        let code = world.refused(&token).await;
        assert!(
            ["claim_invalid", "token_malformed"].contains(&code),
            "{exp}: {code}"
        );
    }
    for claim in ["nbf", "iat"] {
        for value in [json!("1"), json!(-1), json!(1.5), json!(null)] {
            let mut claims = access();
            claims[claim] = value.clone();
            assert_eq!(
                world.refused(&KEY.token(&claims)).await,
                "claim_invalid",
                "{claim} {value}"
            );
        }
    }
}

#[tokio::test]
async fn r9_access_and_id_tokens_do_not_stand_in_for_each_other() {
    let cases = [
        (AcceptedUse::Access, access(), true),
        (AcceptedUse::Access, id(), false),
        (AcceptedUse::Id, id(), true),
        (AcceptedUse::Id, access(), false),
        (AcceptedUse::Either, access(), true),
        (AcceptedUse::Either, id(), true),
    ];
    for (accepted, claims, good) in cases {
        let world = World::with(accepted, |builder| builder);
        let token = KEY.token(&claims);
        if good {
            world.verifier.verify(&token).await.unwrap();
        } else {
            assert_eq!(
                world.refused(&token).await,
                "token_use_mismatch",
                "{accepted:?}"
            );
        }
        for token_use in [
            json!("refresh"),
            json!("Access"),
            json!(""),
            json!(1),
            json!(["access", "id"]),
            Value::Null,
        ] {
            world
                .refused(&KEY.token(&with(claims.clone(), "token_use", token_use)))
                .await;
        }
    }
}

#[tokio::test]
async fn r10_other_issuers_are_refused() {
    let world = World::new();
    // Another pool, whose key happens to be known here, and its own key, which is not.
    let other = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_OtherPool";
    assert_eq!(
        world
            .refused(&KEY.token(&with(access(), "iss", other)))
            .await,
        "issuer_mismatch"
    );
    assert_eq!(
        world
            .refused(&ATTACKER.token(&with(access(), "iss", other)))
            .await,
        "key_unknown"
    );
    for iss in [
        json!(format!("{ISSUER}/")),
        json!(format!("{ISSUER}x")),
        json!(&ISSUER[..ISSUER.len() - 1]),
        json!(format!("x{ISSUER}")),
        json!(format!("{ISSUER}?a")),
        json!(format!("{ISSUER}/../x")),
        json!(ISSUER.to_uppercase()),
        json!(ISSUER.replace("https", "http")),
        json!(format!(" {ISSUER}")),
        json!(format!("{ISSUER}\u{0}")),
        json!(""),
        json!([ISSUER]),
        json!(1),
        json!({"a": ISSUER}),
        Value::Null,
    ] {
        let code = world
            .refused(&KEY.token(&with(access(), "iss", iss.clone())))
            .await;
        assert!(
            ["issuer_mismatch", "claim_invalid", "claim_missing"].contains(&code),
            "{iss}: {code}"
        );
    }
    let error = world
        .verifier
        .verify(&KEY.token(&with(access(), "iss", other)))
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Issuer { expected, actual } if expected == ISSUER && actual == other)
    );
}

#[tokio::test]
async fn r11_tokens_for_other_app_clients_are_refused() {
    let cases = [
        (access(), "client_id", json!("2otherclient"), false),
        (access(), "client_id", json!(format!("{CLIENT}x")), false),
        (access(), "client_id", json!(CLIENT.to_uppercase()), false),
        (access(), "client_id", json!([CLIENT]), false),
        (access(), "client_id", json!(""), false),
        (access(), "client_id", Value::Null, false),
        (
            with(access(), "client_id", Value::Null),
            "aud",
            json!(CLIENT),
            false,
        ),
        (id(), "aud", json!("2otherclient"), false),
        (id(), "aud", json!(["2otherclient"]), false),
        (id(), "aud", json!([]), false),
        (id(), "aud", json!([CLIENT, 1]), false),
        (id(), "aud", Value::Null, false),
        (
            with(id(), "aud", Value::Null),
            "client_id",
            json!(CLIENT),
            false,
        ),
        (id(), "aud", json!(CLIENT), true),
        (id(), "aud", json!(["2otherclient", CLIENT]), true),
    ];
    let world = World::with(AcceptedUse::Either, |builder| builder);
    for (claims, claim, value, good) in cases {
        let token = KEY.token(&with(claims, claim, value.clone()));
        if good {
            assert_eq!(
                world.verifier.verify(&token).await.unwrap().client_id(),
                CLIENT
            );
        } else {
            let code = world.refused(&token).await;
            assert!(
                ["client_mismatch", "claim_invalid", "claim_missing"].contains(&code),
                "{claim} {value}: {code}"
            );
        }
    }
    for none in [ClientIds::only(Vec::<String>::new()), ClientIds::only([""])] {
        let built = Verifier::builder(Issuer::url(ISSUER).unwrap(), none, TokenUse::Id).build();
        assert_eq!(built.unwrap_err(), BuildError::NoClientIds);
    }
}

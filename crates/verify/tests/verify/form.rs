//! The form of a token: R12.

use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use crate::world::{KEY, World, access, encode, with};

#[tokio::test]
async fn r12_malformed_tokens_are_refused() {
    let world = World::new();
    let good = KEY.token(&access());
    let parts: Vec<&str> = good.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    let texts = [
        ("empty", String::new()),
        ("one segment", header.to_owned()),
        ("two segments", format!("{header}.{payload}")),
        ("four segments", format!("{good}.{signature}")),
        ("five segments", format!("{good}.x.y")),
        ("trailing stop", format!("{good}.")),
        ("leading stop", format!(".{good}")),
        ("only stops", "..".to_owned()),
        ("padding", format!("{good}=")),
        (
            "padding in the header",
            format!("{header}=.{payload}.{signature}"),
        ),
        ("leading space", format!(" {good}")),
        ("trailing space", format!("{good} ")),
        ("line end", format!("{good}\n")),
        (
            "line end inside",
            format!("{header}\n.{payload}.{signature}"),
        ),
        ("space inside", format!("{header}. {payload}.{signature}")),
        ("a zero byte", format!("{good}\0")),
        ("beyond ASCII", format!("{good}\u{e9}")),
        (
            "bits left over",
            format!("{header}.{payload}.{}B", &signature[..signature.len() - 1]),
        ),
    ];
    for (name, token) in texts {
        let code = world.refused(&token).await;
        assert!(
            ["token_malformed", "signature_wrong"].contains(&code),
            "{name}: {code}"
        );
    }
}

#[tokio::test]
async fn f12_a_token_beyond_the_limit_is_refused_before_anything_is_read() {
    let world = World::new();
    for (length, code) in [
        (16 * 1024, "token_malformed"),
        (16 * 1024 + 1, "token_too_long"),
        (1024 * 1024, "token_too_long"),
    ] {
        assert_eq!(world.refused(&"A".repeat(length)).await, code, "{length}");
    }
}

/// Writes a segment.
type Form = fn(&str) -> String;

#[tokio::test]
async fn r12_signed_segments_in_another_encoding_are_refused() {
    let world = World::new();
    let header = encode(KEY.header().to_string());
    // Signed by the right key over exactly these segments, so that nothing but their form is wrong.
    let claims = with(access(), "note", "\u{3ff}\u{3fe}>>>???").to_string();
    let forms: [(&str, Form); 4] = [
        ("base64url", |text| encode(text)),
        ("padded", |text| URL_SAFE.encode(text)),
        ("base64", |text| STANDARD.encode(text)),
        ("line ends", |text| encode(text) + "\r\n"),
    ];
    for (name, form) in forms {
        let spaced = [
            format!("{claims} "),
            format!("{claims}  "),
            format!("{claims}   "),
        ];
        for payload in spaced {
            let segment = form(&payload);
            let token = KEY.sign_segments(&RSA_PKCS1_SHA256, &header, &segment);
            if segment == encode(&payload) {
                world.verifier.verify(&token).await.unwrap();
            } else {
                assert_eq!(world.refused(&token).await, "token_malformed", "{name}");
            }
        }
    }
}

#[tokio::test]
async fn r12_headers_that_ask_for_more_than_we_do_are_refused() {
    let world = World::new();
    let kid = format!("\"kid\":\"{}\"", KEY.id);
    let headers = [
        (
            format!(r#"{{"alg":"RS256",{kid},"crit":["exp"],"exp":1}}"#),
            "header_refused",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},"crit":["unknown"],"unknown":1}}"#),
            "header_refused",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},"crit":[]}}"#),
            "header_refused",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},"crit":null}}"#),
            "header_refused",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},"b64":false,"crit":["b64"]}}"#),
            "header_refused",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},"b64":false}}"#),
            "header_refused",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},"b64":true}}"#),
            "header_refused",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},"typ":"dpop+jwt"}}"#),
            "header_refused",
        ),
        (
            format!(r#"{{"alg":"none","alg":"RS256",{kid}}}"#),
            "token_malformed",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},{kid}}}"#),
            "token_malformed",
        ),
        (
            format!(r#"{{"alg":"RS256",{kid},"x":{{"a":1,"a":1}}}}"#),
            "token_malformed",
        ),
        (format!(r#"[{{"alg":"RS256",{kid}}}]"#), "token_malformed"),
        (format!(r#"{{"alg":"RS256",{kid}}}x"#), "token_malformed"),
        (r#"{"alg":"RS256"}"#.to_owned(), "key_id_missing"),
        (r#"{"alg":"RS256","kid":""}"#.to_owned(), "key_id_missing"),
        (r#"{"alg":"RS256","kid":7}"#.to_owned(), "key_id_missing"),
        (
            format!(r#"{{"alg":"RS256","kid":"{}"}}"#, "k".repeat(257)),
            "key_id_missing",
        ),
    ];
    for (header, code) in headers {
        assert_eq!(
            world
                .refused(&KEY.sign(&header, &access().to_string()))
                .await,
            code,
            "{header}"
        );
    }
}

#[tokio::test]
async fn r12_payloads_with_duplicate_keys_or_no_object_are_refused() {
    let world = World::new();
    let members = access().to_string();
    let members = members.trim_start_matches('{').trim_end_matches('}');
    for payload in [
        format!(r#"{{{members},"exp":99999999999}}"#),
        format!(r#"{{"sub":"mallory",{members}}}"#),
        format!(r#"{{{members},"\u0073ub":"mallory"}}"#),
        format!(r#"{{{members},"x":{{"a":1,"a":2}}}}"#),
        format!(r"[{{{members}}}]"),
        format!(r"{{{members}}}{{}}"),
        String::new(),
        "null".to_owned(),
    ] {
        assert_eq!(
            world
                .refused(&KEY.sign(&KEY.header().to_string(), &payload))
                .await,
            "token_malformed",
            "{payload}"
        );
    }
}

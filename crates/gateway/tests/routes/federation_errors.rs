//! Each error of the routes of hosted sign-ins.

use std::collections::BTreeSet;

use poolgate_gateway::Code;
use serde_json::json;

use crate::federation::{self, begin};
use crate::world::{Answer, World, get, with_header};

/// The errors that the document has for both routes.
fn listed() -> BTreeSet<String> {
    let document = serde_json::to_value(poolgate_gateway::openapi()).expect("JSON");
    let mut listed = BTreeSet::new();
    for path in ["/auth/{provider}/start", "/auth/{provider}/callback"] {
        for response in document["paths"][path]["get"]["responses"]
            .as_object()
            .expect("responses")
            .values()
        {
            let words = response["description"].as_str().expect("words");
            listed.extend(words.split('`').map(str::to_owned));
        }
    }
    // What a bug looks like, and what the whole gateway does when it is slow.
    let general = [Code::Internal, Code::Timeout].map(Code::as_str);
    let known = |word: &String| Code::ALL.iter().any(|code| code.as_str() == word);
    listed.retain(|word| known(word) && !general.contains(&word.as_str()));
    listed
}

/// Each error of the document, and nothing that is not in it.
#[tokio::test]
async fn every_documented_error_comes_about() {
    let mut seen = BTreeSet::new();
    let mut note = |answer: &Answer, status: u16, word: &str| {
        assert_eq!(answer.refusal(), (status, word), "{}", answer.text);
        seen.insert(word.to_owned());
    };
    let without = World::new().await;
    note(
        &without.get("/auth/google/start").await,
        400,
        "not_supported",
    );
    let world = federation::world().await;
    note(&world.get("/auth/a&b/start").await, 404, "not_found");
    note(
        &world.get("/auth/google/start?mode=x").await,
        400,
        "validation_failed",
    );
    note(
        &world.get("/auth/google/callback?code=a&code=b").await,
        400,
        "invalid_request",
    );
    for (more, message) in [
        ("", "There is no code in this answer. Start again."),
        ("&code=", "There is no code in this answer. Start again."),
        (
            "&error=invalid_request&error_description=attributes+required%3A+%5Bemail%5D",
            "The sign-in was refused: attributes required: [email]",
        ),
        (
            "&error=access_denied",
            "The sign-in at the identity provider did not succeed. Start again.",
        ),
    ] {
        let begun = begin(&world, "/auth/google/start").await;
        let answer = begun.come_back(&world, more).await;
        note(&answer, 400, "sign_in_refused");
        assert_eq!(answer.body["message"], message);
    }
    for (status, body, expected, word) in [
        (
            400,
            json!({ "error": "invalid_grant" }),
            400,
            "sign_in_refused",
        ),
        (
            400,
            json!({ "error": "invalid_client" }),
            500,
            "misconfigured",
        ),
        (500, json!({}), 502, "pool_error"),
        (200, json!({ "access_token": "x" }), 502, "pool_error"),
    ] {
        let begun = begin(&world, "/auth/google/start").await;
        world.pool.answer("oauth2/token", status, body);
        note(&begun.come_back(&world, "&code=c").await, expected, word);
    }
    let hidden = federation::world().await;
    hidden.pool.hide_keys(true);
    let begun = begin(&hidden, "/auth/google/start").await;
    begun.tokens(&hidden, &json!({}));
    note(
        &begun.come_back(&hidden, "&code=c").await,
        503,
        "keys_unavailable",
    );
    let gone = World::with(|config| {
        config.hosted = Some("http://127.0.0.1:1".to_owned());
        config.client.transport = poolgate_client::Transport::Https;
    })
    .await;
    let answer = gone.get("/auth/google/start").await;
    let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
    let location = answer.header("location").expect("a location").to_owned();
    let (_, rest) = location.split_once("state=").expect("a state");
    let state = rest.split('&').next().expect("a state");
    let path = format!("/auth/google/callback?code=c&state={state}");
    let pair = cookie.split(';').next().expect("a pair");
    let request = with_header(get(&path), "cookie", pair);
    note(&gone.send(request).await, 503, "pool_unavailable");
    let limited = World::with(|config| {
        let limits = poolgate_gateway::Limits {
            address_per_minute: std::num::NonZeroU32::MIN,
            ..Default::default()
        };
        config.limits = Some(limits);
    })
    .await;
    limited.get("/auth/google/callback").await;
    note(
        &limited.get("/auth/google/callback").await,
        429,
        "rate_limited",
    );
    assert_eq!(seen, listed());
}

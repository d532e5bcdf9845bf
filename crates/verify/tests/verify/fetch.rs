//! Key sets over HTTP.

use poolgate_verify::{BuildError, ClientIds, FetchKeySet, HttpKeySet, Issuer, TokenUse, Verifier};
use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::world::{KEY, NOW, TestClock, access, with};

#[tokio::test]
async fn the_key_set_is_found_below_the_issuer() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(json!({"keys": [KEY.jwk()]}));
    Mock::given(method("GET"))
        .and(path("/pool_1/.well-known/jwks.json"))
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    let issuer = Issuer::url(&format!("{}/pool_1", server.uri())).unwrap();
    let token = KEY.token(&with(access(), "iss", issuer.as_str()));
    let verifier = Verifier::builder(issuer, ClientIds::any(), TokenUse::Access)
        .clock(TestClock::default())
        .build()
        .unwrap();
    assert_eq!(
        verifier.verify(&token).await.unwrap().expires_at(),
        NOW + 3600
    );
}

#[tokio::test]
async fn redirects_errors_and_long_answers_are_refused() {
    let server = MockServer::start().await;
    let routes = [
        (
            "/redirect",
            ResponseTemplate::new(302).insert_header("location", "/good"),
            "302",
        ),
        ("/missing", ResponseTemplate::new(404), "404"),
        ("/broken", ResponseTemplate::new(500), "500"),
        (
            "/long",
            ResponseTemplate::new(200).set_body_bytes(vec![b' '; 1001]),
            "more than 1000 bytes",
        ),
    ];
    Mock::given(path("/good"))
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&server)
        .await;
    for (route, answer, reason) in routes {
        Mock::given(path(route))
            .respond_with(answer)
            .mount(&server)
            .await;
        let source = HttpKeySet::new(&format!("{}{route}", server.uri())).unwrap();
        let problem = source.fetch(1000).await.unwrap_err().to_string();
        assert!(problem.contains(reason), "{route}: {problem}");
    }
}

#[tokio::test]
async fn an_unreachable_server_is_named_with_its_cause() {
    let source = HttpKeySet::new("http://127.0.0.1:1/jwks.json").unwrap();
    let problem = source.fetch(1000).await.unwrap_err().to_string();
    assert!(problem.to_lowercase().contains("connect"), "{problem}");
}

#[test]
fn only_http_addresses_are_taken() {
    for uri in ["", "jwks.json", "file:///etc/passwd", "ftp://h/p"] {
        assert!(
            matches!(HttpKeySet::new(uri), Err(BuildError::JwksUri { .. })),
            "{uri}"
        );
    }
}

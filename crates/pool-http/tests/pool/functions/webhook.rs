//! Webhooks.

use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_pool::trigger::{InvokeError, InvokeTrigger};
use poolgate_pool_http::trigger::{HttpClient, Target, Webhook};
use poolgate_testkit::{SeededRandom, TestClock};
use serde_json::{Value, json};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{ARN, one, seconds};

async fn asked(template: ResponseTemplate) -> (Result<Value, InvokeError>, wiremock::Request, i64) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(template)
        .mount(&server)
        .await;
    let clock = TestClock::default();
    let functions = one(Target::Webhook(Webhook {
        client: HttpClient::new().unwrap(),
        url: format!("{}/hook?tenant=1", server.uri()),
        secret: "the secret of the hook".into(),
        clock: Arc::new(clock.clone()),
        random: Arc::new(SeededRandom::new(1)),
    }));
    let answer = functions.invoke(ARN, &json!({ "a": 1 })).await;
    let request = server.received_requests().await.unwrap().remove(0);
    (answer, request, seconds(&clock))
}

async fn answered(template: ResponseTemplate) -> Result<Value, InvokeError> {
    asked(template).await.0
}

#[tokio::test]
async fn the_event_comes_signed_with_its_id_and_time() {
    let template = ResponseTemplate::new(200).set_body_json(json!({ "b": 2 }));
    let (answer, request, now) = asked(template).await;
    assert_eq!(answer, Ok(json!({ "b": 2 })));
    assert_eq!(request.url.path(), "/hook");
    assert_eq!(request.url.query(), Some("tenant=1"));
    let header = |name: &str| request.headers[name].to_str().unwrap();
    assert_eq!(header("webhook-timestamp"), now.to_string());
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"the secret of the hook");
    let signed = format!("{}.{now}.{{\"a\":1}}", header("webhook-id"));
    let signature = header("webhook-signature").strip_prefix("v1,").unwrap();
    let tag = STANDARD.decode(signature).unwrap();
    hmac::verify(&key, signed.as_bytes(), &tag).unwrap();
    assert_eq!(request.body, br#"{"a":1}"#);
}

#[tokio::test]
async fn a_refusal_says_that_it_is_one() {
    let template =
        |status| ResponseTemplate::new(status).set_body_json(json!({ "errorMessage": "not you" }));
    for status in [400, 403, 422] {
        assert_eq!(
            answered(template(status)).await,
            Err(InvokeError::Function("not you".to_owned()))
        );
    }
    assert_eq!(
        answered(template(502)).await,
        Err(InvokeError::unreachable())
    );
    for (status, name) in [
        (400, "ServiceException"),
        (401, "AccessDeniedException"),
        (404, "ResourceNotFoundException"),
        (429, "TooManyRequestsException"),
        (503, "ServiceException"),
    ] {
        assert_eq!(
            answered(ResponseTemplate::new(status).set_body_string("<html>")).await,
            Err(InvokeError::CannotInvoke(name.to_owned()))
        );
    }
}

#[tokio::test]
async fn what_is_no_json_is_no_answer_and_no_redirect_is_followed() {
    let template = ResponseTemplate::new(200).set_body_string("ok");
    assert_eq!(answered(template).await, Err(InvokeError::Unrecognizable));
    let elsewhere = MockServer::start().await;
    let template = ResponseTemplate::new(307).insert_header("location", elsewhere.uri().as_str());
    assert_eq!(answered(template).await, Err(InvokeError::unreachable()));
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let long = vec![b' '; 6 * 1024 * 1024 + 1];
    let template = ResponseTemplate::new(200).set_body_bytes(long);
    assert_eq!(answered(template).await, Err(InvokeError::Unrecognizable));
}

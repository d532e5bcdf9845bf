//! Text messages on their way: a real receiver over a socket.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_lc_rs::hmac::{HMAC_SHA256, Key, verify};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_mail::{Medium, Message, SendError, Sender, SmsWebhook, Sns};
use secrecy::SecretString;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const NOW: i64 = 1_795_176_000_000;

fn message() -> Message {
    Message {
        id: "message-1".to_owned(),
        to: "+491701234567".to_owned(),
        medium: Medium::Sms,
        subject: String::new(),
        text: "Your code is 123456 & more".to_owned(),
        html: None,
        code: Some("123456".to_owned()),
        link: None,
        purpose: "sign_up".to_owned(),
        sent_at: NOW,
        expires_at: None,
    }
}

async fn answering(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(template)
        .mount(&server)
        .await;
    server
}

async fn only_request(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn webhook(url: &str) -> SmsWebhook {
    let secret = SecretString::from("a secret");
    SmsWebhook::new(url.parse().unwrap(), &secret, Arc::new(|| NOW)).unwrap()
}

fn sns(endpoint: String) -> Sns {
    let key = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let key = SharedCredentialsProvider::new(key);
    Sns::new(
        "eu-west-1",
        Some(endpoint),
        Some("Shop".to_owned()),
        key,
        Arc::new(|| NOW),
    )
    .unwrap()
}

#[tokio::test]
async fn a_webhook_gets_the_message_with_a_signature_over_all_of_it() {
    let server = answering(ResponseTemplate::new(204)).await;
    webhook(&server.uri()).send(&message()).await.unwrap();
    let request = only_request(&server).await;
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body["to"], "+491701234567");
    assert_eq!(body["text"], "Your code is 123456 & more");
    assert_eq!(body["purpose"], "sign_up");
    let header = |name: &str| request.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("webhook-id"), "message-1");
    assert_eq!(header("webhook-timestamp"), "1795176000");
    let mut signed = b"message-1.1795176000.".to_vec();
    signed.extend_from_slice(&request.body);
    let signature = header("webhook-signature");
    let mac = STANDARD
        .decode(signature.strip_prefix("v1,").unwrap())
        .unwrap();
    verify(&Key::new(HMAC_SHA256, b"a secret"), &signed, &mac).unwrap();
}

#[tokio::test]
async fn what_a_webhook_answers_decides_what_becomes_of_the_message() {
    for (status, wanted) in [
        (422, SendError::Refused("it answers 422".to_owned())),
        (429, SendError::PutOff("it answers 429".to_owned())),
        (401, SendError::Unusable("it answers 401".to_owned())),
        (503, SendError::Unusable("it answers 503".to_owned())),
        // Never followed: the message would go where nobody meant it to go.
        (307, SendError::Unusable("it answers 307".to_owned())),
    ] {
        let template = ResponseTemplate::new(status).insert_header("location", "/elsewhere");
        let server = answering(template).await;
        let sent = webhook(&server.uri()).send(&message()).await;
        assert_eq!(sent, Err(wanted));
    }
    let gone = webhook("http://127.0.0.1:9/t0ken").send(&message()).await;
    let error = gone.unwrap_err();
    assert!(matches!(error, SendError::Unusable(_)));
    assert!(!error.to_string().contains("t0ken"));
}

#[tokio::test]
async fn sns_gets_a_signed_publish() {
    let server = answering(ResponseTemplate::new(200)).await;
    sns(server.uri()).send(&message()).await.unwrap();
    let request = only_request(&server).await;
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&request.body)
        .into_owned()
        .collect();
    for pair in [
        ("Action", "Publish"),
        ("PhoneNumber", "+491701234567"),
        ("Message", "Your code is 123456 & more"),
        ("MessageAttributes.entry.2.Value.StringValue", "Shop"),
    ] {
        assert!(
            form.contains(&(pair.0.to_owned(), pair.1.to_owned())),
            "{pair:?}"
        );
    }
    let authorization = request.headers["authorization"].to_str().unwrap();
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
    assert!(authorization.contains("/20261120/eu-west-1/sns/aws4_request"));
}

#[tokio::test]
async fn what_sns_answers_decides_what_becomes_of_the_message() {
    for (status, code, wanted) in [
        (400, "InvalidParameter", "Refused"),
        (400, "Throttling", "PutOff"),
        (403, "AuthorizationError", "Unusable"),
        (500, "InternalFailure", "Unusable"),
    ] {
        let document = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
        let server = answering(ResponseTemplate::new(status).set_body_string(document)).await;
        let error = sns(server.uri()).send(&message()).await.unwrap_err();
        assert!(format!("{error:?}").starts_with(wanted), "{error:?}");
    }
}

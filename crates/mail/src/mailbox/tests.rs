#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::{Request, StatusCode};
use poolgate_ui::Development;
use serde_json::Value;
use tower::ServiceExt;

use super::{address, mailbox_router};
use crate::{Mailbox, Medium, Message};

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Kept in memory, the newest first.
struct Kept(Vec<Message>);

#[async_trait]
impl Mailbox for Kept {
    async fn messages(&self, to: Option<&str>, limit: usize) -> Result<Vec<Message>, Failed> {
        let of = self
            .0
            .iter()
            .filter(|message| to.is_none_or(|to| message.to == to));
        Ok(of.take(limit).cloned().collect())
    }
}

struct Broken;

#[async_trait]
impl Mailbox for Broken {
    async fn messages(&self, _: Option<&str>, _: usize) -> Result<Vec<Message>, Failed> {
        Err("the disk with the secret name is gone".into())
    }
}

fn message(number: i64, to: &str) -> Message {
    Message {
        id: format!("id-{number}"),
        to: to.to_owned(),
        medium: Medium::Email,
        subject: "Your verification code".to_owned(),
        text: "Your verification code is 123456. ".to_owned(),
        html: None,
        code: Some("123456".to_owned()),
        link: None,
        purpose: "sign_up".to_owned(),
        sent_at: 1_700_000_000_000 + number,
        expires_at: None,
    }
}

fn kept() -> Kept {
    let mut strange = message(3, "x@example.com");
    strange.subject = "<script>alert(1)</script>".to_owned();
    strange.html = Some("<b>bold</b>".to_owned());
    strange.link = Some("javascript:alert(1)".to_owned());
    strange.purpose = "new_purpose".to_owned();
    let mut phone = message(2, "+15551234567");
    phone.medium = Medium::Sms;
    phone.subject = String::new();
    phone.code = None;
    phone.link = Some("https://example.com/confirm".to_owned());
    Kept(vec![
        strange,
        phone,
        message(1, "alice+1@example.com"),
        message(0, "bob@example.com"),
    ])
}

async fn ask_of(mailbox: impl Mailbox, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::get(path).header("host", "localhost:9229");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    mailbox_router(Arc::new(mailbox), Development::Local)
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

async fn ask(path: &str) -> Response {
    ask_of(kept(), path, &[]).await
}

async fn text(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn json(response: Response) -> Value {
    serde_json::from_str(&text(response).await).unwrap()
}

async fn page(mailbox: impl Mailbox, path: &str) -> String {
    let answer = ask_of(mailbox, path, &[("sec-fetch-mode", "navigate")]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    text(answer).await
}

#[tokio::test]
async fn a_program_reads_every_member_newest_first() {
    let answer = ask("/dev/messages").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let read = json(answer).await;
    let messages = read["messages"].as_array().unwrap();
    let ids: Vec<&str> = messages.iter().map(|m| m["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["id-3", "id-2", "id-1", "id-0"]);
    let members: Vec<&String> = messages[2].as_object().unwrap().keys().collect();
    let expected = [
        "id", "to", "medium", "subject", "text", "html", "code", "link", "purpose", "sent_at",
    ];
    assert_eq!(members, expected);
    assert_eq!(messages[2]["code"], "123456");
    assert_eq!(messages[2]["medium"], "email");
    assert_eq!(messages[2]["html"], Value::Null);
}

#[tokio::test]
async fn the_address_and_the_limit_narrow_it() {
    for path in [
        "/dev/messages?to=alice%2B1@example.com",
        "/dev/messages?to=alice+1@example.com",
        "/dev/messages?to=%20alice%2B1@example.com%20",
    ] {
        let read = json(ask(path).await).await;
        assert_eq!(read["messages"].as_array().unwrap().len(), 1, "{path}");
        assert_eq!(read["messages"][0]["id"], "id-1");
    }
    let read = json(ask("/dev/messages?limit=2&to=").await).await;
    assert_eq!(read["messages"].as_array().unwrap().len(), 2);
    for path in [
        "/dev/messages?limit=0",
        "/dev/messages?limit=-1",
        "/dev/messages?limit=many",
        "/dev/messages?to=a&to=b",
    ] {
        let answer = ask(path).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(json(answer).await["error"], "invalid_request");
    }
}

#[test]
fn an_unescaped_plus_is_understood() {
    for (typed, meant) in [
        ("", None),
        ("  ", None),
        (" 15551234567", Some("+15551234567")),
        ("+15551234567", Some("+15551234567")),
        (" a@example.com", Some("a@example.com")),
        ("a 1@example.com", Some("a+1@example.com")),
    ] {
        assert_eq!(address(typed).as_deref(), meant, "{typed:?}");
    }
}

#[tokio::test]
async fn there_is_nothing_for_callers_from_elsewhere() {
    for (name, value) in [
        ("x-forwarded-for", "10.0.0.1"),
        ("origin", "https://example.com"),
    ] {
        let answer = ask_of(kept(), "/dev/messages", &[(name, value)]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        let read = json(answer).await;
        assert_eq!(read["success"], false);
        assert_eq!(read["error"], "not_found");
        assert!(uuid::Uuid::parse_str(read["request_id"].as_str().unwrap()).is_ok());
        assert!(read.get("messages").is_none());
    }
}

#[tokio::test]
async fn a_person_reads_a_page_that_runs_nothing_foreign() {
    let headers = [("sec-fetch-mode", "navigate")];
    let answer = ask_of(kept(), "/dev/messages", &headers).await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(!policy.contains("unsafe"), "{policy}");
    let page = text(answer).await;
    assert!(page.contains("<code>123456</code>"), "{page}");
    assert!(page.contains("datetime=\"2023-11-14T22:13:20"), "{page}");
    assert!(page.contains("Text message"), "{page}");
    assert!(page.contains("href=\"https:"), "{page}");
    for bad in [
        "<script>",
        "<b>bold",
        "href=\"javascript:",
        " style=",
        " onclick=",
    ] {
        assert!(!page.contains(bad), "{bad} in {page}");
    }
}

#[tokio::test]
async fn an_empty_page_says_what_to_do() {
    let none = page(Kept(Vec::new()), "/dev/messages").await;
    assert!(none.contains("No messages yet"), "{none}");
    let none_for = page(kept(), "/dev/messages?to=%3Cnobody%3E").await;
    assert!(
        none_for.contains("No messages to &lt;nobody&gt;"),
        "{none_for}"
    );
    assert!(none_for.contains("Show all"), "{none_for}");
}

#[tokio::test]
async fn a_long_list_says_that_it_goes_on() {
    assert!(
        page(kept(), "/dev/messages?limit=2")
            .await
            .contains("The newest 2 are shown.")
    );
    assert!(
        !page(kept(), "/dev/messages?limit=4")
            .await
            .contains("The newest")
    );
}

#[tokio::test]
async fn a_mailbox_that_fails_says_nothing_of_why() {
    let answer = ask_of(Broken, "/dev/messages", &[]).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let read = text(answer).await;
    assert!(read.contains("\"internal\""), "{read}");
    assert!(!read.contains("secret"), "{read}");
}

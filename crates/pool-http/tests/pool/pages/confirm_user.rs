//! `/confirmUser`, and the mails that lead there.

use http::StatusCode;
use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

use super::browser::{Browser, alert};

async fn world() -> TestPool {
    let template = json!({
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
        "EmailMessageByLink": "Welcome. {##Confirm & go##} Bye.",
        "EmailSubjectByLink": "Almost there",
    });
    let pool = Browser::pool(
        json!({ "VerificationMessageTemplate": template }),
        json!({}),
    )
    .await;
    let domain = json!({ "UserPoolId": pool.pool_id, "Domain": "auth.example.com",
        "CustomDomainConfig": { "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a" } });
    pool.admin("CreateUserPoolDomain", domain).await.ok();
    pool
}

/// The link's path on the pool's own address.
fn path(pool: &TestPool, link: &str) -> String {
    let path = link.strip_prefix("https://auth.example.com").expect(link);
    format!("/{}{path}", pool.pool_id)
}

#[tokio::test]
async fn a_mail_carries_a_link_in_the_place_of_a_code() {
    let pool = world().await;
    pool.sign_up("ada").await.ok();
    let messages = pool.messages().await;
    let message = &messages[0];
    let link = message.link.as_deref().expect("a link");
    assert!(
        link.contains("/confirmUser?client_id=") && link.contains("user_name=ada"),
        "{link}"
    );
    assert_eq!(message.subject, "Almost there");
    assert_eq!(message.text, format!("Welcome. Confirm & go: {link} Bye."));
    let html = message.html.as_deref().expect("HTML");
    assert!(
        html.contains("<a href=\"https://auth.example.com/confirmUser?"),
        "{html}"
    );
    assert_eq!(message.code, None);
}

#[tokio::test]
async fn to_open_the_link_does_nothing_and_the_button_confirms() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    let fields = [
        ("username", "ada"),
        ("requiredAttributes[email]", "ada@example.com"),
        ("password", PASSWORD),
    ];
    let answer = browser.post("/signup", &fields).await;
    let page = browser.follow(&answer).await.text;
    assert!(
        page.contains("Open the link to confirm your account") && !page.contains("name=\"code\""),
        "{page}"
    );
    let link = pool.messages().await[0].link.clone().unwrap();
    let address = path(&pool, &link);
    for _ in 0..2 {
        let page = browser.open(&address).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("Confirm account"), "{}", page.text);
        assert_eq!(pool.look_up("ada").await["UserStatus"], "UNCONFIRMED");
    }
    let done = browser.submit(&address, &[]).await;
    assert!(
        done.text.contains("Your account is confirmed"),
        "{}",
        done.text
    );
    assert_eq!(pool.look_up("ada").await["UserStatus"], "CONFIRMED");
    let again = browser.submit(&address, &[]).await;
    assert!(
        again.text.contains("This link does not work"),
        "{}",
        again.text
    );
    let answer = browser.sign_in("ada", PASSWORD).await;
    browser.arrive(&answer).await;
}

#[tokio::test]
async fn a_new_message_makes_the_old_link_void() {
    let pool = world().await;
    pool.sign_up("ada").await.ok();
    let old = pool.messages().await[0].link.clone().unwrap();
    let mut browser = Browser::new(&pool);
    browser.post("/resendcode", &[("username", "ada")]).await;
    let new = pool.messages().await[0].link.clone().unwrap();
    assert_ne!(old, new);
    let failed = browser.submit(&path(&pool, &old), &[]).await;
    assert!(
        failed.text.contains("This link does not work"),
        "{}",
        failed.text
    );
    let done = browser.submit(&path(&pool, &new), &[]).await;
    assert!(done.text.contains("Your account is confirmed"));
}

#[tokio::test]
async fn without_an_address_for_the_link_the_mail_has_the_code() {
    let template = json!({ "DefaultEmailOption": "CONFIRM_WITH_LINK" });
    let pool = Browser::pool(
        json!({ "VerificationMessageTemplate": template }),
        json!({}),
    )
    .await;
    pool.sign_up("ada").await.ok();
    let messages = pool.messages().await;
    assert!(messages[0].code.is_some() && messages[0].link.is_none());
}

#[tokio::test]
async fn a_link_with_something_missing_is_refused() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    for query in [
        "",
        "client_id=x&user_name=ada&confirmation_code=1",
        "user_name=ada",
    ] {
        let address = format!("/{}/confirmUser?{query}", pool.pool_id);
        alert(&browser.open(&address).await);
    }
}

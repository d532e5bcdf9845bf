//! `/forgotPassword` and `/confirmforgotPassword`.

use poolgate_testkit::PASSWORD;
use serde_json::json;

use super::browser::{Browser, alert, path_of};

const NEW: &str = "Another-12345";

#[tokio::test]
async fn a_forgotten_password_is_replaced() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    let answer = browser
        .post("/forgotPassword", &[("username", "ada")])
        .await;
    assert_eq!(path_of(&answer), "/confirmforgotPassword");
    let page = browser.follow(&answer).await;
    assert!(page.text.contains("a***@e***"), "{}", page.text);
    assert!(page.text.contains("at least 8 characters"));
    let code = pool.newest_code().await;
    let weak = [("code", code.as_str()), ("password", "weak")];
    let answer = browser.post("/confirmforgotPassword", &weak).await;
    assert_eq!(alert(&answer), "The password does not meet the rules.");
    let wrong = [("code", "000000"), ("password", NEW)];
    let answer = browser.post("/confirmforgotPassword", &wrong).await;
    assert!(alert(&answer).starts_with("That code is wrong"));
    let right = [("code", code.as_str()), ("password", NEW)];
    let answer = browser.post("/confirmforgotPassword", &right).await;
    assert_eq!(path_of(&answer), "/login");
    let page = browser.follow(&answer).await;
    assert!(page.text.contains("Your new password is set."));
    assert!(!browser.cookies.contains_key("poolgate-step"));
    alert(&browser.sign_in("ada", PASSWORD).await);
    let answer = browser.sign_in("ada", NEW).await;
    browser.arrive(&answer).await;
}

#[tokio::test]
async fn r40_nobody_is_answered_like_somebody_where_users_are_hidden() {
    let pool = Browser::pool(
        json!({ "UsernameAttributes": ["email"] }),
        json!({ "PreventUserExistenceErrors": "ENABLED" }),
    )
    .await;
    pool.user("ada@example.com").await;
    let mut pages = Vec::new();
    for name in ["ada@example.com", "abe@example.com"] {
        let mut browser = Browser::new(&pool);
        let answer = browser.post("/forgotPassword", &[("username", name)]).await;
        let page = browser.follow(&answer).await.text.replace(name, "NAME");
        let csrf = browser.cookies["XSRF-TOKEN"].clone();
        let wrong = [("code", "000000"), ("password", NEW)];
        let wrong = browser
            .post("/confirmforgotPassword", &wrong)
            .await
            .text
            .replace(name, "NAME");
        pages.push((page.replace(&csrf, ""), wrong.replace(&csrf, "")));
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn whoever_comes_without_the_first_step_types_the_name_too() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    Browser::new(&pool)
        .post("/forgotPassword", &[("username", "ada")])
        .await;
    let code = pool.newest_code().await;
    let mut browser = Browser::new(&pool);
    let fields = [
        ("username", "ada"),
        ("code", code.as_str()),
        ("password", NEW),
    ];
    let answer = browser.post("/confirmforgotPassword", &fields).await;
    assert_eq!(path_of(&answer), "/login");
}

#[tokio::test]
async fn where_administrators_reset_passwords_the_page_says_so() {
    let recovery = json!({ "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Name": "admin_only", "Priority": 1 }] } });
    let pool = Browser::pool(recovery, json!({})).await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    let answer = browser
        .post("/forgotPassword", &[("username", "ada")])
        .await;
    assert!(alert(&answer).starts_with("The password cannot be reset here."));
}

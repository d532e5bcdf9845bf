//! `/signup`, `/confirm` and `/resendcode`.

use http::StatusCode;
use poolgate_testkit::PASSWORD;
use serde_json::json;

use super::browser::{Browser, alert, path_of, seen_other};

const EMAIL: &str = "requiredAttributes[email]";

#[tokio::test]
async fn a_sign_up_ends_signed_in() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    let page = browser.get("/signup").await.text;
    for present in [
        "at least 8 characters",
        "autocomplete=\"new-password\"",
        "aria-describedby=\"password-rules\"",
    ] {
        assert!(page.contains(present), "{present}: {page}");
    }
    let fields = [
        ("username", "ada"),
        (EMAIL, "ada@example.com"),
        ("password", PASSWORD),
    ];
    let answer = browser.post("/signup", &fields).await;
    assert_eq!(path_of(&answer), "/confirm");
    let page = browser.follow(&answer).await;
    assert!(page.text.contains("a***@e***"), "{}", page.text);
    let wrong = browser.post("/confirm", &[("code", "000000")]).await;
    assert!(alert(&wrong).starts_with("That code is wrong"));
    let code = pool.newest_code().await;
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    let answer = browser.post("/confirm", &[("code", &spaced)]).await;
    browser.arrive(&answer).await;
    assert_eq!(pool.look_up("ada").await["UserStatus"], "CONFIRMED");
}

#[tokio::test]
async fn where_the_address_is_the_name_it_is_asked_for_once() {
    let pool = Browser::pool(
        json!({ "UsernameAttributes": ["email"], "Schema": [{ "Name": "email", "Required": true }] }),
        json!({}),
    )
    .await;
    let mut browser = Browser::new(&pool);
    let page = browser.get("/signup").await.text;
    assert_eq!(page.matches("type=\"email\"").count(), 1, "{page}");
    let fields = [("username", "ada@example.com"), ("password", PASSWORD)];
    let answer = browser.post("/signup", &fields).await;
    assert_eq!(path_of(&answer), "/confirm");
    let code = pool.newest_code().await;
    let answer = browser.post("/confirm", &[("code", &code)]).await;
    browser.arrive(&answer).await;
}

#[tokio::test]
async fn another_browser_confirms_and_then_signs_in() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.sign_up("ada").await.ok();
    let code = pool.newest_code().await;
    let mut browser = Browser::new(&pool);
    let page = browser.get("/confirm").await.text;
    assert!(page.contains("name=\"username\""), "{page}");
    let answer = browser
        .post("/confirm", &[("username", "ada"), ("code", &code)])
        .await;
    assert_eq!(path_of(&answer), "/login");
    assert!(!browser.cookies.contains_key("cognito"));
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_old_one() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    let fields = [
        ("username", "ada"),
        (EMAIL, "ada@example.com"),
        ("password", PASSWORD),
    ];
    browser.post("/signup", &fields).await;
    let old = pool.newest_code().await;
    let answer = browser.post("/resendcode", &[]).await;
    assert_eq!(path_of(&answer), "/confirm");
    let page = browser.follow(&answer).await;
    assert!(
        page.text.contains("A new message is on its way."),
        "{}",
        page.text
    );
    let new = pool.newest_code().await;
    assert_ne!(old, new);
    alert(&browser.post("/confirm", &[("code", &old)]).await);
    let answer = browser.post("/confirm", &[("code", &new)]).await;
    browser.arrive(&answer).await;
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_said_at_its_field_before_anything_is_made() {
    let pool = Browser::pool(
        json!({ "Schema": [{ "Name": "birthdate", "Required": true }, { "Name": "phone_number", "Required": true }] }),
        json!({}),
    )
    .await;
    let mut browser = Browser::new(&pool);
    let fields = [
        ("username", "ada"),
        (EMAIL, "nonsense"),
        ("requiredAttributes[birthdate]", "1.2.1990"),
        ("requiredAttributes[phone_number]", "12"),
        ("password", "weak"),
    ];
    let answer = browser.post("/signup", &fields).await;
    alert(&answer);
    for field in ["email", "birthdate", "phone_number", "password"] {
        let error = format!("id=\"{field}-error\"");
        assert!(answer.text.contains(&error), "{field}: {}", answer.text);
    }
    assert!(answer.text.contains("value=\"nonsense\"") && !answer.text.contains("value=\"weak\""));
    let asked = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    assert_ne!(
        pool.admin("AdminGetUser", asked).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_telephone_number_may_be_written_in_groups() {
    let pool = Browser::pool(
        json!({ "Schema": [{ "Name": "phone_number", "Required": true }] }),
        json!({}),
    )
    .await;
    let mut browser = Browser::new(&pool);
    let fields = [
        ("username", "ada"),
        (EMAIL, "ada@example.com"),
        ("requiredAttributes[phone_number]", "+44 (20) 7946-0000"),
        ("password", PASSWORD),
    ];
    seen_other(&browser.post("/signup", &fields).await);
    let number = pool.attribute("ada", "phone_number").await;
    assert_eq!(number.as_deref(), Some("+442079460000"));
}

#[tokio::test]
async fn a_name_that_is_taken_is_said_to_be() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    let fields = [
        ("username", "ada"),
        (EMAIL, "eve@example.com"),
        ("password", PASSWORD),
    ];
    let answer = browser.post("/signup", &fields).await;
    assert_eq!(
        alert(&answer),
        "There is already an account with this name."
    );
}

#[tokio::test]
async fn where_administrators_create_users_nobody_signs_up() {
    let pool = Browser::pool(
        json!({ "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true } }),
        json!({}),
    )
    .await;
    let mut browser = Browser::new(&pool);
    let page = browser.get("/signup").await;
    assert!(alert(&page).starts_with("Accounts cannot be created here."));
    assert!(!page.text.contains("<form"));
    let fields = [
        ("username", "ada"),
        (EMAIL, "ada@example.com"),
        ("password", PASSWORD),
    ];
    alert(&browser.post("/signup", &fields).await);
}

#[tokio::test]
async fn r40_a_code_for_nobody_is_answered_like_one_for_somebody() {
    let pool = Browser::pool(
        json!({}),
        json!({ "PreventUserExistenceErrors": "ENABLED" }),
    )
    .await;
    pool.sign_up("ada").await.ok();
    for name in ["ada", "eve"] {
        let mut browser = Browser::new(&pool);
        let answer = browser.post("/resendcode", &[("username", name)]).await;
        assert_eq!(path_of(&answer), "/confirm", "{name}");
        let wrong = browser.post("/confirm", &[("code", "000000")]).await;
        assert!(
            alert(&wrong).starts_with("That code is wrong or has expired."),
            "{name}"
        );
    }
}

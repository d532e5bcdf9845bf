//! `/login`.

use http::StatusCode;
use http::header::{LOCATION, SET_COOKIE};
use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::{PASSWORD, TestTriggers};
use serde_json::json;

use super::browser::{Browser, CALLBACK, alert, application, form_urlencoded, path_of, unescape};

#[tokio::test]
async fn r32_a_sign_in_answers_303_and_ends_at_the_application_with_a_code() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    let sent_away = browser.get("/oauth2/authorize").await;
    assert_eq!(sent_away.status, StatusCode::FOUND);
    let login = sent_away.headers[LOCATION].to_str().unwrap().to_owned();
    assert_eq!(login, browser.address("/login"));
    let page = browser.open(&login).await;
    assert_eq!(page.status, StatusCode::OK);
    let answer = browser
        .submit(&login, &[("username", "ada"), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let set: Vec<&str> = answer
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .map(|set| set.to_str().unwrap())
        .collect();
    let cookie = set.iter().find(|set| set.starts_with("cognito=")).unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    browser.arrive(&answer).await;
}

#[tokio::test]
async fn r20_a_cookie_from_before_the_sign_in_is_dead_after_it() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    browser.sign_in("ada", PASSWORD).await;
    let before = browser.cookies["cognito"].clone();
    browser.sign_in("ada", PASSWORD).await;
    assert_ne!(browser.cookies["cognito"], before);
    browser.cookies.insert("cognito".to_owned(), before);
    let answer = browser.get("/oauth2/authorize").await;
    let location = answer.headers[LOCATION].to_str().unwrap();
    assert!(location.contains("/login?"), "{location}");
}

#[tokio::test]
async fn what_the_application_asked_of_the_sign_in_is_answered_by_it() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    for more in ["&prompt=login", "&max_age=0"] {
        let mut browser = Browser::new(&pool);
        browser.more.push_str(more);
        let answer = browser.sign_in("ada", PASSWORD).await;
        browser.arrive(&answer).await;
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_read_alike_where_users_are_hidden() {
    let pool = Browser::pool(
        json!({}),
        json!({ "PreventUserExistenceErrors": "ENABLED" }),
    )
    .await;
    pool.user("ada").await;
    let mut texts = Vec::new();
    for name in ["ada", "eve"] {
        let mut browser = Browser::new(&pool);
        let answer = browser.sign_in(name, "Wrong-12345").await;
        assert_eq!(alert(&answer), "The user name or password is wrong.");
        let csrf = &browser.cookies["XSRF-TOKEN"];
        texts.push(answer.text.replace(csrf.as_str(), "").replace(name, "NAME"));
    }
    assert_eq!(texts[0], texts[1]);
}

#[tokio::test]
async fn a_name_stays_and_a_password_does_not() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    let answer = browser.sign_in("ada", "Wrong-12345").await;
    assert_eq!(alert(&answer), "There is no account with this name.");
    assert!(answer.text.contains("value=\"ada\""));
    assert!(!answer.text.contains("Wrong-12345"));
}

#[tokio::test]
async fn an_empty_field_is_named() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    let answer = browser.post("/login", &[("username", "  ")]).await;
    assert_eq!(alert(&answer), "Fill in this field.");
    for field in ["username", "password"] {
        let described = format!("id=\"{field}-error\"");
        assert!(answer.text.contains(&described), "{}", answer.text);
    }
    assert!(answer.text.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn too_many_failures_lock() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    for _ in 0..5 {
        browser.sign_in("ada", "Wrong-12345").await;
    }
    let answer = browser.sign_in("ada", PASSWORD).await;
    assert!(alert(&answer).starts_with("There were too many failed attempts."));
}

#[tokio::test]
async fn whoever_has_not_confirmed_goes_to_the_code() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.sign_up("ada").await.ok();
    let mut browser = Browser::new(&pool);
    let answer = browser.sign_in("ada", PASSWORD).await;
    assert_eq!(path_of(&answer), "/confirm");
    let code = pool.newest_code().await;
    let confirmed = browser.post("/confirm", &[("code", &code)]).await;
    let page = browser.follow(&confirmed).await;
    assert!(
        page.text.contains("Your account is confirmed."),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn what_the_page_offers_is_what_the_pool_and_the_application_allow() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let page = Browser::new(&pool).get("/login").await.text;
    for present in [
        "name=\"password\"",
        "Create an account",
        "Forgot your password?",
        "autocomplete=\"username\"",
        "autocomplete=\"current-password\"",
    ] {
        assert!(page.contains(present), "{present}");
    }
    for absent in ["name=\"factor\"", "Continue with"] {
        assert!(!page.contains(absent), "{absent}");
    }
    let closed = Browser::pool(
        json!({ "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true } }),
        json!({}),
    )
    .await;
    let page = Browser::new(&closed).get("/login").await.text;
    assert!(!page.contains("Create an account"));
}

#[tokio::test]
async fn other_providers_have_buttons_that_ask_for_them() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let details = json!({ "client_id": "x", "client_secret": "y", "authorize_scopes": "email" });
    let provider = json!({
        "UserPoolId": pool.pool_id, "ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": details,
    });
    pool.admin("CreateIdentityProvider", provider).await.ok();
    let which = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id });
    let mut client = application(which);
    client["SupportedIdentityProviders"] = json!(["Google"]);
    pool.admin("UpdateUserPoolClient", client).await.ok();
    let mut browser = Browser::new(&pool);
    let page = browser.get("/login").await.text;
    assert!(page.contains("Continue with Google"));
    assert!(
        unescape(&page).contains("&identity_provider=Google\""),
        "{page}"
    );
    assert!(
        !page.contains("name=\"password\""),
        "the pool's own users may not sign in"
    );
    let refused = browser.sign_in("ada", PASSWORD).await;
    alert(&refused);
}

#[tokio::test]
async fn the_client_alone_is_enough_of_an_address() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    let short = format!("/{}/login?client_id={}", pool.pool_id, pool.client_id);
    let answer = browser.open(&short).await;
    let location = answer.headers[LOCATION].to_str().unwrap().to_owned();
    assert!(location.contains(&form_urlencoded(CALLBACK)), "{location}");
    assert_eq!(browser.open(&location).await.status, StatusCode::OK);
}

#[tokio::test]
async fn r27_an_address_that_is_not_the_clients_is_refused_on_every_page() {
    let pool = Browser::pool(json!({}), json!({})).await;
    let mut browser = Browser::new(&pool);
    for path in [
        "/login",
        "/signup",
        "/confirm",
        "/forgotPassword",
        "/confirmforgotPassword",
        "/challenge",
        "/authorized",
        "/passkeys/add",
    ] {
        let address = format!(
            "/{}{path}?client_id={}&response_type=code&redirect_uri=https%3A%2F%2Fevil.example.com",
            pool.pool_id, pool.client_id
        );
        let answer = browser.open(&address).await;
        let location = answer.headers[LOCATION].to_str().unwrap();
        assert!(
            location.contains("/error?error=redirect_mismatch"),
            "{path}: {location}"
        );
    }
}

#[tokio::test]
async fn the_words_of_a_function_are_shown_as_they_are_and_cannot_become_markup() {
    let pool = Browser::pool(TestTriggers::config(&["PreAuthentication"]), json!({})).await;
    pool.user("ada").await;
    pool.triggers.fail(
        "PreAuthentication",
        InvokeError::Function("<b>Not today</b>".to_owned()),
    );
    let mut browser = Browser::new(&pool);
    let answer = browser.sign_in("ada", PASSWORD).await;
    assert!(alert(&answer).contains("<b>Not today</b>"));
    assert!(!answer.text.contains("<b>"));
}

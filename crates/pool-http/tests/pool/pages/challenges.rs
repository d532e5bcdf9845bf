//! `/challenge`: second factors, set-up, choices, new passwords.

use http::StatusCode;
use poolgate_pool::Clock as _;
use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

use super::browser::{Browser, alert, attribute, path_of};

async fn with_mfa(mut settings: Value, client: Value) -> TestPool {
    let pool = Browser::pool(json!({}), client).await;
    settings["UserPoolId"] = json!(pool.pool_id);
    pool.admin("SetUserPoolMfaConfig", settings).await.ok();
    pool
}

fn app(state: &str) -> Value {
    json!({ "MfaConfiguration": state, "SoftwareTokenMfaConfiguration": { "Enabled": true } })
}

fn shown(pool: &TestPool, secret: &str) -> String {
    poolgate_crypto::totp_code(secret, pool.clock.now().0 / 1000).unwrap()
}

fn secret_on(page: &str) -> String {
    let (_, rest) = page.split_once("class=\"key\">").expect("a key");
    rest.split('<').next().unwrap().replace(' ', "")
}

#[tokio::test]
async fn an_authenticator_app_is_set_up_and_asked_for_the_next_time() {
    let pool = with_mfa(app("ON"), json!({})).await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    let answer = browser.sign_in("ada", PASSWORD).await;
    assert_eq!(path_of(&answer), "/challenge");
    let page = browser.follow(&answer).await.text;
    let secret = secret_on(&page);
    let again = browser.follow(&answer).await.text;
    assert_eq!(secret_on(&again), secret, "a reload shows the same key");
    let picture = browser.open(&attribute(&page, "class=\"qr\" src=\"")).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.headers["content-type"], "image/svg+xml");
    assert!(picture.text.contains("<svg"));
    let wrong = browser.post("/challenge", &[("code", "000000")]).await;
    assert!(alert(&wrong).starts_with("That code is wrong."));
    let code = shown(&pool, &secret);
    let right = [("code", code.as_str()), ("device_name", "phone")];
    let answer = browser.post("/challenge", &right).await;
    browser.arrive(&answer).await;
    pool.clock.advance_seconds(30);
    let mut other = Browser::new(&pool);
    let answer = other.sign_in("ada", PASSWORD).await;
    let page = other.follow(&answer).await.text;
    assert!(page.contains("Open your authenticator app"), "{page}");
    assert!(page.contains("autocomplete=\"one-time-code\""));
    let code = shown(&pool, &secret);
    let answer = other.post("/challenge", &[("code", &code)]).await;
    other.arrive(&answer).await;
}

#[tokio::test]
async fn nobody_else_sees_the_picture() {
    let pool = with_mfa(app("ON"), json!({})).await;
    let mut browser = Browser::new(&pool);
    let answer = browser.get("/challenge/qr.svg").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_two_factors_the_user_chooses_one() {
    let settings = json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": { "Enabled": true }, "EmailMfaConfiguration": {},
    });
    let pool = with_mfa(settings, json!({})).await;
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let request = json!({ "AccessToken": token });
    let secret = pool.call("AssociateSoftwareToken", request).await.ok()["SecretCode"].take();
    let code = shown(&pool, secret.as_str().unwrap());
    let request = json!({ "AccessToken": token, "UserCode": code });
    pool.call("VerifySoftwareToken", request).await.ok();
    let on = json!({ "Enabled": true });
    let request =
        json!({ "AccessToken": token, "SoftwareTokenMfaSettings": on, "EmailMfaSettings": on });
    pool.call("SetUserMFAPreference", request).await.ok();
    let mut browser = Browser::new(&pool);
    let answer = browser.sign_in("ada", PASSWORD).await;
    let page = browser.follow(&answer).await.text;
    for way in ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"] {
        assert!(page.contains(&format!("value=\"{way}\"")), "{page}");
    }
    alert(&browser.post("/challenge", &[("answer", "SMS_MFA")]).await);
    let answer = browser.post("/challenge", &[("answer", "EMAIL_OTP")]).await;
    let page = browser.follow(&answer).await.text;
    assert!(page.contains("A code was sent to a***@e***"), "{page}");
    let wrong = browser.post("/challenge", &[("code", "00000000")]).await;
    assert!(alert(&wrong).starts_with("That code is wrong or has expired."));
    let code = pool.newest_code().await;
    let answer = browser.post("/challenge", &[("code", &code)]).await;
    browser.arrive(&answer).await;
}

#[tokio::test]
async fn a_code_is_enough_where_the_pool_takes_it_as_the_first_factor() {
    let pool = Browser::pool(
        json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } } }),
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"] }),
    )
    .await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    let page = browser.get("/login").await.text;
    assert!(
        page.contains("Email me a code") && !page.contains("Text me a code"),
        "{page}"
    );
    let fields = [("username", "ada"), ("factor", "EMAIL_OTP")];
    let answer = browser.post("/login", &fields).await;
    assert_eq!(path_of(&answer), "/challenge");
    let code = pool.newest_code().await;
    let answer = browser.post("/challenge", &[("code", &code)]).await;
    browser.arrive(&answer).await;
    let refused = [("username", "ada"), ("factor", "SMS_OTP")];
    alert(&browser.post("/login", &refused).await);
}

#[tokio::test]
async fn a_factor_that_the_user_lacks_leads_to_the_choice() {
    let factors = ["PASSWORD", "EMAIL_OTP", "SMS_OTP"];
    let pool = Browser::pool(
        json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": factors } } }),
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"] }),
    )
    .await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    let fields = [("username", "ada"), ("factor", "SMS_OTP")];
    let answer = browser.post("/login", &fields).await;
    let page = browser.follow(&answer).await.text;
    assert!(page.contains("Choose how to sign in"), "{page}");
    assert!(
        !page.contains("PASSWORD_SRP") && !page.contains("value=\"SMS_OTP\""),
        "{page}"
    );
    let answer = browser.post("/challenge", &[("answer", "PASSWORD")]).await;
    let page = browser.follow(&answer).await.text;
    assert!(page.contains("Enter your password"), "{page}");
    let wrong = browser
        .post("/challenge", &[("password", "Wrong-12345")])
        .await;
    assert_eq!(alert(&wrong), "The user name or password is wrong.");
    let answer = browser.post("/challenge", &[("password", PASSWORD)]).await;
    browser.arrive(&answer).await;
}

#[tokio::test]
async fn a_temporary_password_is_replaced_and_what_is_missing_is_filled_in() {
    let pool = Browser::pool(
        json!({ "Schema": [{ "Name": "name", "Required": true }] }),
        json!({}),
    )
    .await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "TemporaryPassword": "Temp-123456",
        "MessageAction": "SUPPRESS" });
    pool.admin("AdminCreateUser", request).await.ok();
    let mut browser = Browser::new(&pool);
    let answer = browser.sign_in("ada", "Temp-123456").await;
    let page = browser.follow(&answer).await.text;
    assert!(page.contains("Your password has to be changed"), "{page}");
    let missing = browser.post("/challenge", &[("password", PASSWORD)]).await;
    assert_eq!(alert(&missing), "Fill in this field.");
    let name = "requiredAttributes[name]";
    let weak = browser
        .post("/challenge", &[("password", "weak"), (name, "Ada")])
        .await;
    assert_eq!(alert(&weak), "The password does not meet the rules.");
    assert!(weak.text.contains("value=\"Ada\""));
    let answer = browser
        .post("/challenge", &[("password", PASSWORD), (name, "Ada")])
        .await;
    browser.arrive(&answer).await;
    assert_eq!(pool.attribute("ada", "name").await.as_deref(), Some("Ada"));
}

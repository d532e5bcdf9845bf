//! Passkeys: `/passkeys/add` and the sign-in with one. A browser's script is played by the test's authenticator.

use http::header::LOCATION;
use poolgate_testkit::{Authenticator, PASSWORD};
use serde_json::{Value, json};

use super::browser::{Browser, alert, attribute, path_of};

async fn world() -> poolgate_testkit::TestPool {
    let pool = Browser::pool(
        json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"] } } }),
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"] }),
    )
    .await;
    let settings = json!({ "UserPoolId": pool.pool_id, "WebAuthnConfiguration": { "RelyingPartyId": "example.com" } });
    pool.admin("SetUserPoolMfaConfig", settings).await.ok();
    pool.user("ada").await;
    pool
}

fn options(page: &str) -> Value {
    serde_json::from_str(&attribute(page, "data-options=\"")).unwrap()
}

#[tokio::test]
async fn a_passkey_is_added_and_signs_in() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    let mut authenticator = Authenticator::at("https://app.example.com");
    let away = browser.get("/passkeys/add").await;
    let login = away.headers[LOCATION].to_str().unwrap().to_owned();
    assert!(
        login.contains("/login?") && login.contains("next=passkeys"),
        "{login}"
    );
    let fields = [("username", "ada"), ("password", PASSWORD)];
    browser.open(&login).await;
    let answer = browser.submit(&login, &fields).await;
    let page = browser.follow(&answer).await.text;
    let onward = attribute(&page, "http-equiv=\"refresh\" content=\"0; url=");
    let page = browser.open(&onward).await.text;
    assert!(
        page.contains("<noscript>") && page.contains("data-passkey=\"create\""),
        "{page}"
    );
    let credential = authenticator.create(&options(&page)).to_string();
    let answer = browser
        .submit(&onward, &[("credential", &credential)])
        .await;
    let page = browser.follow(&answer).await.text;
    assert!(page.contains("Your passkey is ready"), "{page}");
    let twice = browser
        .submit(&onward, &[("credential", &credential)])
        .await;
    assert!(alert(&twice).starts_with("This passkey does not work here."));
    let mut browser = Browser::new(&pool);
    let fields = [("username", "ada"), ("factor", "WEB_AUTHN")];
    let answer = browser.post("/login", &fields).await;
    assert_eq!(path_of(&answer), "/challenge");
    let page = browser.follow(&answer).await.text;
    assert!(
        page.contains("<noscript>") && page.contains("data-passkey=\"get\""),
        "{page}"
    );
    let nothing = browser.post("/challenge", &[("credential", "")]).await;
    alert(&nothing);
    let credential = authenticator.get(&options(&page)).to_string();
    let answer = browser
        .post("/challenge", &[("credential", &credential)])
        .await;
    browser.arrive(&answer).await;
}

#[tokio::test]
async fn a_state_of_many_passkeys_takes_several_cookies() {
    let pool = world().await;
    let user = pool.sign_in_with("ada", PASSWORD).await.ok();
    let token = &user["AuthenticationResult"]["AccessToken"];
    let mut authenticator = Authenticator::at("https://app.example.com");
    for _ in 0..20 {
        let request = json!({ "AccessToken": token });
        let started = pool.call("StartWebAuthnRegistration", request).await.ok();
        let credential = authenticator.create(&started["CredentialCreationOptions"]);
        let request = json!({ "AccessToken": token, "Credential": credential });
        pool.call("CompleteWebAuthnRegistration", request)
            .await
            .ok();
    }
    let mut browser = Browser::new(&pool);
    let fields = [("username", "ada"), ("factor", "WEB_AUTHN")];
    let answer = browser.post("/login", &fields).await;
    let page = browser.follow(&answer).await.text;
    let allowed = options(&page);
    assert_eq!(allowed["allowCredentials"].as_array().unwrap().len(), 20);
    let parts = browser
        .cookies
        .keys()
        .filter(|name| name.starts_with("poolgate-step"));
    assert!(parts.count() > 1);
    assert!(browser.cookies.values().all(|value| value.len() < 4000));
}

#[tokio::test]
async fn where_the_pool_takes_no_passkeys_the_page_says_so() {
    let pool = Browser::pool(json!({}), json!({})).await;
    pool.user("ada").await;
    let mut browser = Browser::new(&pool);
    browser.sign_in("ada", PASSWORD).await;
    let page = browser.get("/passkeys/add").await;
    alert(&page);
    assert!(!page.text.contains("<form"));
}

//! Aliases: names beyond the user name, in pools with `AliasAttributes`.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::{Value, json};

async fn world(aliases: Value) -> TestPool {
    TestPool::with(json!({ "AliasAttributes": aliases }), json!({})).await
}

async fn sign_up(pool: &TestPool, name: &str, email: &str) -> String {
    pool.clock.advance_seconds(1);
    let request = json!({ "ClientId": pool.client_id, "Username": name, "Password": PASSWORD,
        "UserAttributes": [{ "Name": "email", "Value": email }] });
    pool.call("SignUp", request).await.ok();
    pool.newest_code().await
}

async fn confirm(pool: &TestPool, name: &str, code: &str, force: bool) -> Answer {
    let request = json!({ "ClientId": pool.client_id, "Username": name, "ConfirmationCode": code, "ForceAliasCreation": force });
    pool.call("ConfirmSignUp", request).await
}

#[tokio::test]
async fn an_address_is_an_alias_from_its_verification_on() {
    let pool = world(json!(["email"])).await;
    let code = sign_up(&pool, "ada", "ada@example.com").await;
    let unknown = ("UserNotFoundException", "User does not exist.");
    assert_eq!(
        pool.sign_in_with("ada@example.com", PASSWORD).await.error(),
        unknown
    );
    let by_admin = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    pool.admin("AdminConfirmSignUp", by_admin).await.ok();
    assert_eq!(
        pool.sign_in_with("ada@example.com", PASSWORD).await.error(),
        unknown,
        "an administrator confirms the user, not the address"
    );
    assert_eq!(
        confirm(&pool, "ada", &code, false).await.error().0,
        "NotAuthorizedException"
    );
    sign_up(&pool, "bob", "bob@example.com").await;
    let code = pool.newest_code().await;
    confirm(&pool, "bob", &code, false).await.ok();
    let tokens = pool.sign_in_with("bob@example.com", PASSWORD).await.ok();
    let claims = TestPool::claims(&tokens["AuthenticationResult"]["AccessToken"]);
    assert_eq!(claims["username"], "bob");
}

#[tokio::test]
async fn a_taken_address_is_refused_when_it_is_verified_and_moves_by_force() {
    let pool = world(json!(["email"])).await;
    let code = sign_up(&pool, "ada", "shared@example.com").await;
    confirm(&pool, "ada", &code, false).await.ok();
    let code = sign_up(&pool, "bob", "shared@example.com").await;
    assert_eq!(
        confirm(&pool, "bob", &code, false).await.error(),
        (
            "AliasExistsException",
            "An account with the email already exists."
        )
    );
    assert_eq!(pool.look_up("bob").await["UserStatus"], "UNCONFIRMED");
    confirm(&pool, "bob", &code, true).await.ok();
    assert_eq!(pool.look_up("shared@example.com").await["Username"], "bob");
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("false")
    );
    assert_eq!(pool.look_up("ada").await["UserStatus"], "CONFIRMED");
    pool.sign_in_with("ada", PASSWORD).await.ok();
}

#[tokio::test]
async fn of_two_who_move_an_alias_at_once_one_has_it_and_nobody_is_lost() {
    let pool = world(json!(["email"])).await;
    let first = sign_up(&pool, "ada", "shared@example.com").await;
    let second = sign_up(&pool, "bob", "shared@example.com").await;
    let third = sign_up(&pool, "eve", "shared@example.com").await;
    confirm(&pool, "ada", &first, false).await.ok();
    let (bob, eve) = futures::join!(
        confirm(&pool, "bob", &second, true),
        confirm(&pool, "eve", &third, true)
    );
    bob.ok();
    eve.ok();
    let mut verified = Vec::new();
    for name in ["ada", "bob", "eve"] {
        if pool.attribute(name, "email_verified").await.as_deref() == Some("true") {
            verified.push(name);
        }
    }
    assert_eq!(verified.len(), 1, "{verified:?}");
    assert_eq!(
        pool.look_up("shared@example.com").await["Username"],
        verified[0]
    );
}

#[tokio::test]
async fn a_preferred_user_name_is_an_alias_at_once_and_can_change() {
    let pool = world(json!(["preferred_username"])).await;
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    for name in ["countess", "lovelace"] {
        let request = json!({ "AccessToken": token, "UserAttributes": [{ "Name": "preferred_username", "Value": name }] });
        pool.call("UpdateUserAttributes", request).await.ok();
        pool.sign_in_with(name, PASSWORD).await.ok();
    }
    assert_eq!(
        pool.sign_in_with("countess", PASSWORD).await.error().0,
        "UserNotFoundException"
    );
    pool.sign_in_with("ada", PASSWORD).await.ok();
}

#[tokio::test]
async fn case_counts_in_aliases_as_the_pool_says() {
    for (case_sensitive, found) in [(true, false), (false, true)] {
        let settings = json!({ "AliasAttributes": ["email"], "UsernameConfiguration": { "CaseSensitive": case_sensitive } });
        let pool = TestPool::with(settings, json!({})).await;
        let code = sign_up(&pool, "ada", "Ada@example.com").await;
        confirm(&pool, "ada", &code, false).await.ok();
        let answer = pool.sign_in_with("ada@example.com", PASSWORD).await;
        assert_eq!(answer.status.is_success(), found, "{case_sensitive}");
    }
}

#[tokio::test]
async fn a_user_name_of_the_form_of_an_alias_is_refused() {
    let pool = world(json!(["email", "phone_number"])).await;
    for (name, text) in [
        (
            "ada@example.com",
            "Username cannot be of email format, since user pool is configured for email alias.",
        ),
        (
            "+15551234567",
            "Username cannot be of phone number format, since user pool is configured for phone number alias.",
        ),
    ] {
        let answer = pool.sign_up(name).await;
        assert_eq!(answer.error(), ("InvalidParameterException", text));
    }
}

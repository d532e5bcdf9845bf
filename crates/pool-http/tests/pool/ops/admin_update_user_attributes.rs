//! AdminUpdateUserAttributes.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

async fn write(pool: &TestPool, name: &str, attributes: &[(&str, &str)]) -> Answer {
    let attribute = |(name, value): &(&str, &str)| json!({ "Name": name, "Value": value });
    let attributes: Vec<Value> = attributes.iter().map(attribute).collect();
    let request =
        json!({ "UserPoolId": pool.pool_id, "Username": name, "UserAttributes": attributes });
    pool.admin("AdminUpdateUserAttributes", request).await
}

#[tokio::test]
async fn a_new_address_is_verified_only_where_the_administrator_vouches_for_it() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let sent = pool.messages().await.len();
    pool.clock.advance_seconds(1);
    let vouched = [("email", "a@example.com"), ("email_verified", "true")];
    assert_eq!(write(&pool, "ada", &vouched).await.ok(), json!({}));
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("true")
    );
    assert_eq!(pool.messages().await.len(), sent);
    write(&pool, "ada", &[("email", "b@example.com")])
        .await
        .ok();
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("false")
    );
    assert_eq!(pool.messages().await[0].to, "b@example.com");
    write(&pool, "ada", &[("email_verified", "true")])
        .await
        .ok();
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("true")
    );
}

#[tokio::test]
async fn where_verification_comes_first_it_does_so_unless_the_administrator_vouches() {
    let settings = json!({ "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] } });
    let pool = TestPool::with(settings, json!({})).await;
    pool.user("ada").await;
    let unvouched = [("email", "a@example.com"), ("email_verified", "false")];
    write(&pool, "ada", &unvouched).await.ok();
    assert_eq!(
        pool.attribute("ada", "email").await.as_deref(),
        Some("ada@example.com")
    );
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("true"),
        "of the address as it is"
    );
    let vouched = [("email", "a@example.com"), ("email_verified", "true")];
    write(&pool, "ada", &vouched).await.ok();
    assert_eq!(
        pool.attribute("ada", "email").await.as_deref(),
        Some("a@example.com")
    );
}

#[tokio::test]
async fn a_code_proves_the_address_that_it_went_to_and_no_later_one() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let code = pool.newest_code().await;
    let verifies_nothing = [("email", "eve@example.com"), ("email_verified", "false")];
    write(&pool, "ada", &verifies_nothing).await.ok();
    let confirm =
        json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": code });
    pool.call("ConfirmSignUp", confirm).await.ok();
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("false")
    );
}

#[tokio::test]
async fn an_alias_of_another_user_is_refused() {
    let aliases = json!({ "AliasAttributes": ["email", "preferred_username"] });
    let pool = TestPool::with(aliases, json!({})).await;
    pool.user("ada").await;
    pool.user("bob").await;
    let vouched = [("email", "ada@example.com"), ("email_verified", "true")];
    assert_eq!(
        write(&pool, "bob", &vouched).await.error(),
        (
            "AliasExistsException",
            "An account with the email already exists."
        )
    );
    for name in ["ada", "countess"] {
        write(&pool, "ada", &[("preferred_username", "countess")])
            .await
            .ok();
        assert_eq!(
            write(&pool, "bob", &[("preferred_username", name)])
                .await
                .error(),
            (
                "AliasExistsException",
                "An account with the preferred_username already exists."
            )
        );
    }
    assert_eq!(
        write(&pool, "bob", &[("preferred_username", "eve@example.com")])
            .await
            .error()
            .0,
        "InvalidParameterException",
        "an address that may be somebody's alias one day"
    );
}

#[tokio::test]
async fn nobody_writes_sub_and_unknown_users_are_named() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    assert_eq!(
        write(&pool, "ada", &[("sub", "x")]).await.error(),
        (
            "InvalidParameterException",
            "user.sub: Attribute cannot be updated.\n"
        )
    );
    assert_eq!(
        write(&pool, "nobody", &[("name", "x")]).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}

#[tokio::test]
async fn r56_a_flag_without_an_address_vouches_for_none_that_comes_later() {
    let pool = TestPool::new().await;
    let created = json!({ "UserPoolId": pool.pool_id, "Username": "ada",
        "UserAttributes": [{ "Name": "phone_number_verified", "Value": "true" }] });
    pool.admin("AdminCreateUser", created).await.ok();
    write(&pool, "ada", &[("email_verified", "true")])
        .await
        .ok();
    for flag in ["phone_number_verified", "email_verified"] {
        assert_eq!(pool.attribute("ada", flag).await, None);
    }
}

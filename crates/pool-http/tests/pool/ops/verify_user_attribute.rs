//! VerifyUserAttribute.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_address_codes::{EXPIRED, MISMATCH, World};

#[tokio::test]
async fn the_code_that_was_asked_for_verifies_once() {
    let world = World::new(TestPool::new().await).await;
    world.write("phone_number", "+15551239934").await.ok();
    let details = world.ask("phone_number").await.ok();
    assert_eq!(
        details,
        json!({ "CodeDeliveryDetails": {
            "Destination": "+*******9934", "DeliveryMedium": "SMS", "AttributeName": "phone_number" } })
    );
    let code = world.pool.newest_code().await;
    assert_eq!(world.verify("phone_number", &code).await.ok(), json!({}));
    assert_eq!(
        world
            .pool
            .attribute("ada", "phone_number_verified")
            .await
            .as_deref(),
        Some("true")
    );
    assert_eq!(
        world.verify("phone_number", &code).await.error(),
        EXPIRED,
        "R44: used twice"
    );
}

#[tokio::test]
async fn r44_a_code_expires_after_a_day_and_a_new_one_makes_it_void() {
    let world =
        World::new(TestPool::with(json!({}), json!({ "AccessTokenValidity": 24 })).await).await;
    world.ask("email").await.ok();
    let first = world.pool.newest_code().await;
    world.pool.clock.advance_seconds(1);
    world.ask("email").await.ok();
    let second = world.pool.newest_code().await;
    assert_ne!(first, second);
    assert_eq!(world.verify("email", &first).await.error().0, MISMATCH);
    world.pool.clock.advance_seconds(24 * 3600 - 2);
    let user = world
        .pool
        .sign_in_with("ada", poolgate_testkit::PASSWORD)
        .await
        .ok();
    let token = user["AuthenticationResult"]["AccessToken"].clone();
    let world = World { token, ..world };
    world.pool.clock.advance_seconds(2);
    assert_eq!(world.verify("email", &second).await.error(), EXPIRED);
}

#[tokio::test]
async fn r45_a_code_for_one_attribute_or_purpose_verifies_no_other() {
    let world = World::new(TestPool::new().await).await;
    world.write("phone_number", "+15551239934").await.ok();
    world.ask("email").await.ok();
    let email = world.pool.newest_code().await;
    assert_eq!(world.verify("phone_number", &email).await.error(), EXPIRED);
    world.pool.clock.advance_seconds(1);
    world.ask("phone_number").await.ok();
    let phone = world.pool.newest_code().await;
    assert_ne!(email, phone);
    assert_eq!(
        world.verify("phone_number", &email).await.error().0,
        MISMATCH
    );
    world.pool.clock.advance_seconds(1);
    let forgot = json!({ "ClientId": world.pool.client_id, "Username": "ada" });
    world.pool.call("ForgotPassword", forgot).await.ok();
    let reset = world.pool.newest_code().await;
    assert_eq!(world.verify("email", &reset).await.error().0, MISMATCH);
    world.verify("email", &email).await.ok();
    world.verify("phone_number", &phone).await.ok();
}

#[tokio::test]
async fn r45_a_code_for_an_older_address_verifies_no_newer_one() {
    let plain = json!({ "AutoVerifiedAttributes": ["email"] });
    let world = World::new(TestPool::with(plain, json!({})).await).await;
    world.write("phone_number", "+15551239934").await.ok();
    world.ask("phone_number").await.ok();
    let code = world.pool.newest_code().await;
    world.write("phone_number", "+15550000000").await.ok();
    assert_eq!(world.verify("phone_number", &code).await.error(), EXPIRED);
    assert_eq!(
        world
            .pool
            .attribute("ada", "phone_number_verified")
            .await
            .as_deref(),
        Some("false")
    );
}

#[tokio::test]
async fn an_alias_moves_without_a_word_from_who_had_it() {
    let aliases = json!({ "AliasAttributes": ["email"] });
    let world = World::new(TestPool::with(aliases, json!({})).await).await;
    world.pool.user("bob").await;
    world.write("email", "bob@example.com").await.ok();
    assert_eq!(
        world.pool.look_up("bob@example.com").await["Username"],
        "bob"
    );
    let code = world.pool.newest_code().await;
    world.verify("email", &code).await.ok();
    assert_eq!(
        world.pool.look_up("bob@example.com").await["Username"],
        "ada"
    );
    assert_eq!(
        world
            .pool
            .attribute("bob", "email_verified")
            .await
            .as_deref(),
        Some("false")
    );
}

#[tokio::test]
async fn an_address_that_is_a_user_name_does_not_move() {
    let settings = json!({ "UsernameAttributes": ["email"],
        "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] } });
    let pool = TestPool::with(settings, json!({})).await;
    let ada = pool.user("ada@example.com").await;
    let token = pool.sign_in(&ada).await["AccessToken"].take();
    let world = World { pool, token };
    world.write("email", "bob@example.com").await.ok();
    let code = world.pool.newest_code().await;
    world.pool.clock.advance_seconds(1);
    world.pool.user("bob@example.com").await;
    assert_eq!(
        world.verify("email", &code).await.error(),
        (
            "AliasExistsException",
            "An account with the email already exists."
        )
    );
    assert_eq!(
        world
            .pool
            .attribute("bob@example.com", "email_verified")
            .await
            .as_deref(),
        Some("true")
    );
}

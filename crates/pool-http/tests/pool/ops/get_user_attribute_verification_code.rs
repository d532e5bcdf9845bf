//! GetUserAttributeVerificationCode.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_address_codes::{EXPIRED, World};

#[tokio::test]
async fn only_addresses_that_are_there_can_be_verified() {
    let world = World::new(TestPool::new().await).await;
    let text = "Invalid attribute name. Only phone_number and email can be verified";
    let refused = ("InvalidParameterException", text);
    assert_eq!(world.ask("name").await.error(), refused);
    assert_eq!(world.verify("name", "123456").await.error(), refused);
    assert_eq!(
        world.ask("phone_number").await.error(),
        (
            "InvalidParameterException",
            "User does not have a phone_number to verify."
        )
    );
    assert_eq!(world.verify("email", "123456").await.error(), EXPIRED);
}

#[tokio::test]
async fn a_new_address_that_waits_gets_the_code_again() {
    let settings = json!({ "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] } });
    let world = World::new(TestPool::with(settings, json!({})).await).await;
    world.write("email", "new@example.com").await.ok();
    world.pool.clock.advance_seconds(1);
    let details = world.ask("email").await.ok();
    assert_eq!(details["CodeDeliveryDetails"]["Destination"], "n***@e***");
    let code = world.pool.newest_code().await;
    world.verify("email", &code).await.ok();
    assert_eq!(
        world.pool.attribute("ada", "email").await.as_deref(),
        Some("new@example.com")
    );
}

#[tokio::test]
async fn a_code_goes_to_the_address_and_leaves_it_as_it_is() {
    let world = World::new(TestPool::new().await).await;
    let sent = world.pool.messages().await.len();
    assert_eq!(
        world.ask("email").await.ok(),
        json!({ "CodeDeliveryDetails": {
            "Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" } })
    );
    let messages = world.pool.messages().await;
    assert_eq!(messages.len(), sent + 1);
    assert_eq!(
        (messages[0].to.as_str(), messages[0].purpose.as_str()),
        ("ada@example.com", "verify_email")
    );
    assert_eq!(
        world
            .pool
            .attribute("ada", "email_verified")
            .await
            .as_deref(),
        Some("true")
    );
}

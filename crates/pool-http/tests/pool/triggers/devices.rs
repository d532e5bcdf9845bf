//! What functions are told of devices.

use poolgate_testkit::{PASSWORD, TestDevice, TestPool, TestTriggers};
use serde_json::{Value, json};

/// The events of a sign-in: whether the device is new, and what the tokens are for.
fn told(pool: &TestPool) -> (Value, Value) {
    let events = pool.triggers.events();
    assert_eq!(events.len(), 2, "{events:?}");
    assert_eq!(
        events[0]["triggerSource"],
        "PostAuthentication_Authentication"
    );
    (
        events[0]["request"]["newDeviceUsed"].clone(),
        events[1]["triggerSource"].clone(),
    )
}

#[tokio::test]
async fn a_new_device_is_told_as_such_and_tokens_of_one_that_proved_itself_have_their_source() {
    let mut settings = TestTriggers::config(&["PostAuthentication", "PreTokenGeneration"]);
    settings["DeviceConfiguration"] = json!({ "ChallengeRequiredOnNewDevice": true });
    let pool = TestPool::with(settings, json!({})).await;
    let ada = pool.user("ada").await;
    let tokens = pool.sign_in(&ada).await;
    assert_eq!(
        told(&pool),
        (json!(true), json!("TokenGeneration_Authentication"))
    );
    let device = TestDevice::of(&tokens);
    pool.confirm_device(&tokens, &device).await.ok();
    let request = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PASSWORD": PASSWORD, "DEVICE_KEY": device.key } });
    let asked = pool.call("InitiateAuth", request).await.ok();
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    assert!(pool.triggers.events().is_empty());
    pool.prove_device("ada", &device).await.ok();
    assert_eq!(
        told(&pool),
        (json!(false), json!("TokenGeneration_AuthenticateDevice"))
    );
}

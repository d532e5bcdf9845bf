//! ConfirmDevice.

use serde_json::json;

use super::device_world::{NOT_THERE, NOT_TRACKED, World, status};

const INVALID: &str = "InvalidParameterException";

#[tokio::test]
async fn a_device_is_remembered_at_once_unless_its_user_is_to_be_asked() {
    let world = World::always().await;
    assert_eq!(
        world.confirm().await.ok(),
        json!({ "UserConfirmationNecessary": false })
    );
    assert_eq!(status(&world.seen().await), "remembered");
    let world = World::opt_in().await;
    assert_eq!(
        world.confirm().await.ok(),
        json!({ "UserConfirmationNecessary": true })
    );
    assert_eq!(status(&world.seen().await), "not_remembered");
}

#[tokio::test]
async fn a_device_is_confirmed_once() {
    let world = World::always().await.confirmed().await;
    let again = world.confirm().await;
    assert_eq!(again.error().0, "DeviceKeyExistsException");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_confirmations_at_once_one_counts() {
    let world = World::always().await;
    let attempts = (0..20).map(|_| world.confirm());
    let answers = futures::future::join_all(attempts).await;
    let successes = answers.iter().filter(|answer| answer.status.is_success());
    assert_eq!(successes.count(), 1);
}

#[tokio::test]
async fn a_key_counts_only_in_the_sign_in_that_it_was_given_to() {
    let world = World::always().await;
    let other = world.pool.sign_in(&world.user).await;
    let refused = world.pool.confirm_device(&other, &world.device).await;
    assert_eq!(refused.error(), NOT_THERE);
    let eve = world.pool.user("eve").await;
    let theirs = world.pool.sign_in(&eve).await;
    let refused = world.pool.confirm_device(&theirs, &world.device).await;
    assert_eq!(refused.error(), NOT_THERE);
    // Each sign-in on no known device gives new keys, of the same group.
    let new = poolgate_testkit::TestDevice::of(&other);
    assert_ne!(new.key, world.device.key);
    assert_eq!(new.group_key, world.device.group_key);
}

#[tokio::test]
async fn the_secret_must_be_a_number_of_the_group() {
    let world = World::always().await;
    let good = world.device.verifier_config();
    let with = |name: &str, value: &str| {
        let mut config = good.clone();
        config[name] = json!(value);
        config
    };
    for config in [
        json!({}),
        with("PasswordVerifier", ""),
        with("PasswordVerifier", "AA=="),
        with("PasswordVerifier", "AQ=="),
        with("PasswordVerifier", "?"),
        with("PasswordVerifier", &"/".repeat(512)),
        with("Salt", ""),
        with("Salt", "?"),
        with("Salt", &"A".repeat(88)),
    ] {
        let members = json!({ "DeviceSecretVerifierConfig": config });
        let refused = world.on_device("ConfirmDevice", members).await;
        assert_eq!(refused.error().0, INVALID);
    }
    let refused = world.on_device("ConfirmDevice", json!({})).await;
    assert_eq!(refused.error().0, INVALID);
    world.confirm().await.ok();
}

#[tokio::test]
async fn a_pool_that_does_not_keep_track_gives_no_keys_and_takes_none() {
    let world = World::always().await;
    world.untrack().await;
    assert_eq!(world.confirm().await.error().0, NOT_TRACKED);
    let tokens = world.pool.sign_in(&world.user).await;
    assert!(tokens.get("NewDeviceMetadata").is_none());
}

#[tokio::test]
async fn r53_the_verifier_is_sealed_at_rest() {
    use base64::Engine as _;
    let world = World::always().await.confirmed().await;
    let config = world.device.verifier_config();
    let verifier = base64::engine::general_purpose::STANDARD
        .decode(config["PasswordVerifier"].as_str().unwrap())
        .unwrap();
    let stored = world.pool.database_bytes();
    let part = &verifier[verifier.len() - 32..];
    assert!(!stored.windows(part.len()).any(|window| window == part));
    let key = world.device.key.as_bytes();
    assert!(
        stored.windows(key.len()).any(|window| window == key),
        "the search finds"
    );
}

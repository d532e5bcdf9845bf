//! What a device proves, and what does not count as a proof.

use poolgate_testkit::PASSWORD;
use serde_json::json;

use super::device_world::World;
use super::mfa_world::NOT_AUTHORIZED;

const WRONG: (&str, &str) = (NOT_AUTHORIZED, "Incorrect username or password.");
const NOTHING_WAITS: (&str, &str) = (NOT_AUTHORIZED, "Invalid session for the user.");

#[tokio::test]
async fn r48_the_device_alone_does_not_sign_in() {
    let world = World::always().await.confirmed().await;
    assert_eq!(world.prove().await.error(), NOTHING_WAITS);
    world.sign_in().await.ok();
    world.prove().await.ok();
    assert_eq!(
        world.prove().await.error(),
        NOTHING_WAITS,
        "that was for one sign-in"
    );
}

#[tokio::test]
async fn r49_a_sign_in_waits_three_minutes_for_its_device() {
    let world = World::always().await.confirmed().await;
    world.sign_in().await.ok();
    world.pool.clock.advance_seconds(179);
    world.prove().await.ok();
    world.sign_in().await.ok();
    world.pool.clock.advance_seconds(180);
    assert_eq!(world.prove().await.error(), NOTHING_WAITS);
}

#[tokio::test]
async fn r48_another_client_does_not_end_the_sign_in() {
    let mut world = World::always().await.confirmed().await;
    world.sign_in().await.ok();
    let request = json!({
        "UserPoolId": world.pool.pool_id, "ClientName": "other",
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    });
    let other = world.pool.admin("CreateUserPoolClient", request).await.ok();
    world.pool.client_id = other["UserPoolClient"]["ClientId"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(world.prove().await.error(), NOTHING_WAITS);
}

#[tokio::test]
async fn r41_wrong_proofs_are_refused_and_lock_at_last() {
    let world = World::always().await.confirmed().await;
    world.sign_in().await.ok();
    let mut forged = world.device.clone();
    forged.secret = "another secret".to_owned();
    for _ in 0..5 {
        let refused = world.pool.prove_device("ada", &forged).await;
        assert_eq!(refused.error(), WRONG);
    }
    let locked = (NOT_AUTHORIZED, "Password attempts exceeded");
    assert_eq!(world.prove().await.error(), locked);
    world.pool.clock.advance_seconds(1);
    world.prove().await.ok();
}

#[tokio::test]
async fn r54_a_block_counts_once_and_a_public_value_of_zero_is_refused() {
    let world = World::always().await.confirmed().await;
    world.sign_in().await.ok();
    let zero = json!({ "USERNAME": "ada", "DEVICE_KEY": world.device.key, "SRP_A": "0" });
    let refused = world.pool.respond("DEVICE_SRP_AUTH", None, zero).await;
    assert_eq!(
        refused.error(),
        ("InvalidParameterException", "Invalid SRP_A")
    );
    let forged = json!({
        "USERNAME": "ada", "DEVICE_KEY": world.device.key, "PASSWORD_CLAIM_SIGNATURE": "AAAA",
        "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA", "TIMESTAMP": world.pool.srp_time()
    });
    let refused = world
        .pool
        .respond("DEVICE_PASSWORD_VERIFIER", None, forged)
        .await;
    assert_eq!(refused.error(), WRONG);
    // The block of a password is none of a device.
    let attempt = world.pool.srp_start("ada").await;
    let mut responses = world
        .pool
        .srp_responses(&attempt, PASSWORD, &world.pool.srp_time());
    responses["DEVICE_KEY"] = json!(world.device.key);
    let refused = world
        .pool
        .respond("DEVICE_PASSWORD_VERIFIER", None, responses)
        .await;
    assert_eq!(refused.error(), WRONG);
}

#[tokio::test]
async fn r48_a_device_that_is_remembered_no_more_ends_no_sign_in() {
    let world = World::always().await.confirmed().await;
    world.sign_in().await.ok();
    world.set_status("not_remembered").await;
    assert_eq!(world.prove().await.error(), NOTHING_WAITS);
}

#[tokio::test]
async fn a_disabled_user_does_not_sign_in() {
    let world = World::always().await.confirmed().await;
    world.sign_in().await.ok();
    world.by_admin("AdminDisableUser", json!({})).await.ok();
    assert_eq!(
        world.prove().await.error(),
        (NOT_AUTHORIZED, "User is disabled.")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r48_of_many_proofs_for_one_sign_in_one_counts() {
    let world = World::always().await.confirmed().await;
    for _ in 0..3 {
        world.sign_in().await.ok();
        let attempts = (0..10).map(|_| world.prove());
        let answers = futures::future::join_all(attempts).await;
        let successes = answers.iter().filter(|answer| answer.status.is_success());
        assert_eq!(successes.count(), 1);
        assert!(answers.iter().all(|answer| answer.status.as_u16() < 500));
    }
}

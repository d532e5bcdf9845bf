//! DeleteWebAuthnCredential.

use serde_json::{Value, json};

use super::passkey_world::{World, prefer};

async fn delete(world: &World, token: &Value, id: &Value) -> poolgate_testkit::Answer {
    let request = json!({ "AccessToken": token, "CredentialId": id });
    world.pool.call("DeleteWebAuthnCredential", request).await
}

#[tokio::test]
async fn a_passkey_that_is_removed_signs_in_no_more() {
    let mut world = World::new().await;
    let id = world.register().await;
    let asked = world.asked().await;
    let options = super::passkey_world::request_options(&asked);
    assert_eq!(delete(&world, &world.token, &id).await.ok(), json!({}));
    let credential = world.authenticator.get(&options);
    assert_eq!(
        world.answer(&asked, &credential).await.error().0,
        "NotAuthorizedException"
    );
    let asked = world.ask("ada", prefer()).await.ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(world.list(json!({})).await["Credentials"], json!([]));
}

#[tokio::test]
async fn only_its_own_user_removes_it() {
    let mut world = World::new().await;
    let id = world.register().await;
    let eve = world.pool.user("eve").await;
    let theirs = world.pool.sign_in(&eve).await["AccessToken"].take();
    for (token, id) in [
        (&theirs, &id),
        (&world.token, &json!("YWRh")),
        (&world.token, &json!("%")),
    ] {
        let refused = delete(&world, token, id).await;
        assert_eq!(
            refused.error(),
            ("ResourceNotFoundException", "Credential does not exist.")
        );
    }
    assert!(world.sign_in().await.status.is_success());
}

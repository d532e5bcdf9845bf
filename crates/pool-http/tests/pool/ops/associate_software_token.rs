//! AssociateSoftwareToken.

use serde_json::json;

use super::mfa_world::World;

#[tokio::test]
async fn each_secret_is_a_new_one_of_256_bits() {
    let world = World::optional().await;
    let (first, second) = (world.associate().await, world.associate().await);
    assert_ne!(first, second);
    assert_eq!(first.len(), 52);
    let old = world.verify(&world.code(&first)).await;
    assert_eq!(old.error().0, "EnableSoftwareTokenMFAException");
    world.verify(&world.code(&second)).await.ok();
}

#[tokio::test]
async fn an_app_stays_until_a_new_one_proves_itself() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    world.associate().await;
    let asked = world.sign_in().await;
    let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret) });
    world
        .respond("SOFTWARE_TOKEN_MFA", &asked["Session"], code)
        .await
        .ok();
}

#[tokio::test]
async fn a_pool_without_apps_says_so() {
    let world =
        World::with(json!({ "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {} })).await;
    let request = json!({ "AccessToken": world.token });
    let answer = world.pool.call("AssociateSoftwareToken", request).await;
    assert_eq!(
        answer.error(),
        (
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA has not been enabled by the userPool"
        )
    );
}

#[tokio::test]
async fn it_needs_a_token_or_a_session() {
    let world = World::optional().await;
    let nothing = world.pool.call("AssociateSoftwareToken", json!({})).await;
    assert_eq!(nothing.error().0, "InvalidParameterException");
    let request = json!({ "AccessToken": "nonsense" });
    let token = world.pool.call("AssociateSoftwareToken", request).await;
    assert_eq!(
        token.error(),
        ("NotAuthorizedException", "Invalid Access Token")
    );
    let request = json!({ "Session": "nonsensenonsensenonsense" });
    let session = world.pool.call("AssociateSoftwareToken", request).await;
    assert_eq!(
        session.error(),
        ("NotAuthorizedException", "Invalid session for the user.")
    );
}

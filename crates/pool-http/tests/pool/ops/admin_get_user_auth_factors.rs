//! AdminGetUserAuthFactors.

use serde_json::json;

use super::mfa_world::World;

#[tokio::test]
async fn an_administrator_sees_the_same_as_the_user() {
    let world = World::optional().await;
    world.with_app().await;
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "ada" });
    let told = world
        .pool
        .admin("AdminGetUserAuthFactors", request)
        .await
        .ok();
    let request = json!({ "AccessToken": world.token });
    let own = world.pool.call("GetUserAuthFactors", request).await.ok();
    assert_eq!(told, own);
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "nobody" });
    let answer = world.pool.admin("AdminGetUserAuthFactors", request).await;
    assert_eq!(answer.error().0, "UserNotFoundException");
}

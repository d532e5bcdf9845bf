//! Deletions of attributes, by the user and by an administrator.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

pub(super) async fn signed_in(pool: &TestPool) -> Value {
    let user = pool.user("ada").await;
    pool.sign_in(&user).await["AccessToken"].take()
}

pub(super) async fn delete(pool: &TestPool, token: &Value, names: &[&str]) -> Answer {
    let request = json!({ "AccessToken": token, "UserAttributeNames": names });
    pool.call("DeleteUserAttributes", request).await
}

pub(super) async fn admin_delete(pool: &TestPool, names: &[&str]) -> Answer {
    let request =
        json!({ "UserPoolId": pool.pool_id, "Username": "ada", "UserAttributeNames": names });
    pool.admin("AdminDeleteUserAttributes", request).await
}

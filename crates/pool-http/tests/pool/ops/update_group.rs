//! UpdateGroup.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{ROLE, call, group};

#[tokio::test]
async fn what_an_update_leaves_out_stays() {
    let pool = TestPool::new().await;
    group(
        &pool,
        "admins",
        json!({ "Precedence": 3, "RoleArn": ROLE, "Description": "old" }),
    )
    .await;
    pool.clock.advance_seconds(1);
    let request = json!({ "GroupName": "admins", "Description": "new" });
    let updated = call(&pool, "UpdateGroup", request).await.ok()["Group"].take();
    assert_eq!(
        (
            &updated["Description"],
            &updated["Precedence"],
            &updated["RoleArn"]
        ),
        (&json!("new"), &json!(3), &json!(ROLE))
    );
    let [created, modified] =
        ["CreationDate", "LastModifiedDate"].map(|date| updated[date].as_f64());
    assert_eq!(modified, created.map(|created| created + 1.0));
}

#[tokio::test]
async fn an_unknown_group_is_not_made() {
    let pool = TestPool::new().await;
    let request = json!({ "GroupName": "nobodies", "Description": "new" });
    assert_eq!(
        call(&pool, "UpdateGroup", request).await.error(),
        ("ResourceNotFoundException", "Group not found.")
    );
    assert_eq!(
        call(&pool, "ListGroups", json!({})).await.ok(),
        json!({ "Groups": [] })
    );
}

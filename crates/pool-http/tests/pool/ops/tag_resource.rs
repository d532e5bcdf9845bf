//! TagResource.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;

/// The pool's ARN.
pub(super) async fn arn(pool: &TestPool) -> String {
    let described = call(pool, "DescribeUserPool", json!({})).await.ok();
    described["UserPool"]["Arn"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn tags_are_added_and_changed_and_stay_over_a_restart() {
    let pool = TestPool::with(json!({ "UserPoolTags": { "team": "red" } }), json!({})).await;
    let arn = arn(&pool).await;
    let tags = json!({ "ResourceArn": arn, "Tags": { "team": "blue", "stage": "test" } });
    assert_eq!(pool.admin("TagResource", tags).await.ok(), json!({}));
    let pool = pool.restart();
    let listed = pool
        .admin("ListTagsForResource", json!({ "ResourceArn": arn }))
        .await
        .ok();
    assert_eq!(listed["Tags"], json!({ "stage": "test", "team": "blue" }));
    let described = call(&pool, "DescribeUserPool", json!({})).await.ok();
    assert_eq!(described["UserPool"]["UserPoolTags"], listed["Tags"]);
}

#[tokio::test]
async fn fifty_are_enough_and_other_resources_are_refused() {
    let pool = TestPool::new().await;
    let arn = arn(&pool).await;
    let fifty: serde_json::Map<_, _> = (0..50).map(|n| (format!("tag{n}"), json!(""))).collect();
    let tags = json!({ "ResourceArn": arn, "Tags": fifty });
    pool.admin("TagResource", tags).await.ok();
    for (arn, exception) in [
        (arn.clone(), "InvalidParameterException"),
        (
            arn.replace("userpool/", "other/"),
            "InvalidParameterException",
        ),
        (
            arn.replace(&pool.pool_id, "us-east-1_Missing01"),
            "ResourceNotFoundException",
        ),
        (
            arn.replace("123456789012", "210987654321"),
            "ResourceNotFoundException",
        ),
    ] {
        let one = json!({ "ResourceArn": arn, "Tags": { "one": "more" } });
        let refused = pool.admin("TagResource", one).await;
        assert_eq!(refused.error().0, exception, "{arn}");
    }
}

//! UntagResource.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::tag_resource::arn;

#[tokio::test]
async fn tags_are_removed_and_those_that_are_not_there_passed_over() {
    let tags = json!({ "UserPoolTags": { "team": "red", "stage": "test" } });
    let pool = TestPool::with(tags, json!({})).await;
    let arn = arn(&pool).await;
    let which = json!({ "ResourceArn": arn, "TagKeys": ["team", "other"] });
    assert_eq!(pool.admin("UntagResource", which).await.ok(), json!({}));
    let listed = pool.admin("ListTagsForResource", json!({ "ResourceArn": arn }));
    assert_eq!(listed.await.ok(), json!({ "Tags": { "stage": "test" } }));
}

//! ListTagsForResource.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::tag_resource::arn;

#[tokio::test]
async fn a_pool_without_tags_has_an_empty_list() {
    let pool = TestPool::new().await;
    let which = json!({ "ResourceArn": arn(&pool).await });
    let listed = pool.admin("ListTagsForResource", which).await;
    assert_eq!(listed.ok(), json!({ "Tags": {} }));
}

//! GetCSVHeader.
//!
//! Differs: imports themselves are not built; a seed file, or AdminCreateUser, brings users in.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;

#[tokio::test]
async fn the_columns_are_the_pools_attributes() {
    let schema = json!({ "Schema": [{ "Name": "team", "AttributeDataType": "String" }] });
    let pool = TestPool::with(schema, json!({})).await;
    let header = call(&pool, "GetCSVHeader", json!({})).await.ok();
    assert_eq!(header["UserPoolId"], pool.pool_id.as_str());
    let columns: Vec<&str> = header["CSVHeader"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    for name in ["email", "email_verified", "custom:team"] {
        assert!(columns.contains(&name), "{name}");
    }
    assert!(!columns.contains(&"sub"));
    assert_eq!(
        columns[columns.len() - 2..],
        ["cognito:mfa_enabled", "cognito:username"]
    );
}

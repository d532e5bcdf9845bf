//! ListUserPools.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

#[tokio::test]
async fn lists_come_in_pages_and_hold_the_callers_region_alone() {
    let world = TestPool::empty();
    for number in 0..5 {
        world
            .admin(
                "CreateUserPool",
                json!({ "PoolName": format!("pool {number}") }),
            )
            .await
            .ok();
    }
    let mut names = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = world
            .admin(
                "ListUserPools",
                json!({ "MaxResults": 2, "NextToken": token }),
            )
            .await
            .ok();
        names.extend(
            page["UserPools"]
                .as_array()
                .unwrap()
                .iter()
                .map(|pool| pool["Name"].as_str().unwrap().to_owned()),
        );
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    names.sort();
    assert_eq!(names, ["pool 0", "pool 1", "pool 2", "pool 3", "pool 4"]);
    let bad = world
        .admin(
            "ListUserPools",
            json!({ "MaxResults": 2, "NextToken": "!!" }),
        )
        .await;
    assert_eq!(bad.error().0, "InvalidParameterException");
}

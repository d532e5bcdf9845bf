//! Groups, their members, and the pages of their lists.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

pub(super) const ROLE: &str = "arn:aws:iam::123456789012:role/admin";

pub(super) async fn call(pool: &TestPool, operation: &str, members: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool.pool_id });
    request
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    pool.admin(operation, request).await
}

pub(super) async fn group(pool: &TestPool, name: &str, members: Value) {
    let mut request = members;
    request["GroupName"] = json!(name);
    call(pool, "CreateGroup", request).await.ok();
}

pub(super) async fn add(pool: &TestPool, user: &str, name: &str) -> Answer {
    call(
        pool,
        "AdminAddUserToGroup",
        json!({ "Username": user, "GroupName": name }),
    )
    .await
}

pub(super) async fn pages(
    pool: &TestPool,
    operation: &str,
    members: Value,
    list: &str,
    name: &str,
) -> Vec<String> {
    let mut names = Vec::new();
    let mut token = Value::Null;
    loop {
        let mut request = members.clone();
        request["Limit"] = json!(2);
        request["NextToken"] = token;
        let page = call(pool, operation, request).await.ok();
        let items = page[list].as_array().unwrap();
        assert!(items.len() <= 2);
        names.extend(
            items
                .iter()
                .map(|item| item[name].as_str().unwrap().to_owned()),
        );
        token = page["NextToken"].clone();
        if token.is_null() {
            return names;
        }
    }
}

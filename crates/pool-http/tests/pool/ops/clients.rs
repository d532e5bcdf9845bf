//! CreateUserPoolClient, DescribeUserPoolClient, ListUserPoolClients.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

async fn create(pool: &TestPool, members: Value) -> poolgate_testkit::Answer {
    let mut request = json!({ "UserPoolId": pool.pool_id, "ClientName": "app" });
    request
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    pool.admin("CreateUserPoolClient", request).await
}

#[tokio::test]
async fn a_client_is_described_with_cognitos_defaults_and_its_secret() {
    let pool = TestPool::new().await;
    let created =
        create(&pool, json!({ "GenerateSecret": true })).await.ok()["UserPoolClient"].take();
    let (id, secret) = (
        created["ClientId"].as_str().unwrap(),
        created["ClientSecret"].as_str().unwrap(),
    );
    assert_eq!((id.len(), secret.len()), (26, 52));
    assert_eq!(created["RefreshTokenValidity"], 30);
    assert_eq!(created["PreventUserExistenceErrors"], "LEGACY");
    assert_eq!(
        (
            &created["EnableTokenRevocation"],
            &created["AuthSessionValidity"]
        ),
        (&json!(true), &json!(3))
    );
    assert_eq!(created.get("ExplicitAuthFlows"), None);
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": id });
    assert_eq!(
        pool.admin("DescribeUserPoolClient", request).await.ok()["UserPoolClient"],
        created
    );
    let public = create(&pool, json!({})).await.ok();
    assert_eq!(public["UserPoolClient"].get("ClientSecret"), None);
}

#[tokio::test]
async fn a_client_of_another_pool_is_not_found() {
    let pool = TestPool::new().await;
    let other = pool
        .admin("CreateUserPool", json!({ "PoolName": "other" }))
        .await
        .ok()["UserPool"]["Id"]
        .take();
    let request = json!({ "UserPoolId": other, "ClientId": pool.client_id });
    let text = format!("User pool client {} does not exist.", pool.client_id);
    assert_eq!(
        pool.admin("DescribeUserPoolClient", request).await.error(),
        ("ResourceNotFoundException", text.as_str())
    );
}

#[tokio::test]
async fn settings_that_contradict_each_other_are_refused() {
    let pool = TestPool::new().await;
    let validity = "Invalid range for token validity.";
    for (members, kind, text) in [
        (
            json!({ "AccessTokenValidity": 25 }),
            "InvalidParameterException",
            validity,
        ),
        (
            json!({ "AccessTokenValidity": 4, "TokenValidityUnits": { "AccessToken": "minutes" } }),
            "InvalidParameterException",
            validity,
        ),
        (
            json!({ "TokenValidityUnits": { "AccessToken": "minutes" } }),
            "InvalidParameterException",
            validity,
        ),
        (
            json!({ "RefreshTokenValidity": 30, "TokenValidityUnits": { "RefreshToken": "minutes" } }),
            "InvalidParameterException",
            validity,
        ),
        (
            json!({ "AllowedOAuthFlowsUserPoolClient": true }),
            "InvalidOAuthFlowException",
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ),
        (
            json!({ "AllowedOAuthFlows": ["code", "client_credentials"] }),
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        (
            json!({ "AllowedOAuthFlows": ["client_credentials"] }),
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
    ] {
        assert_eq!(
            create(&pool, members.clone()).await.error(),
            (kind, text),
            "{members}"
        );
    }
    for members in [
        json!({ "ExplicitAuthFlows": ["USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"] }),
        json!({ "CallbackURLs": ["http://example.com/callback"] }),
        json!({ "CallbackURLs": ["https://example.com/callback#fragment"] }),
        json!({ "DefaultRedirectURI": "https://example.com/" }),
        json!({ "ReadAttributes": ["custom:nothing"] }),
        json!({ "EnablePropagateAdditionalUserContextData": true }),
    ] {
        assert_eq!(
            create(&pool, members.clone()).await.error().0,
            "InvalidParameterException",
            "{members}"
        );
    }
    for url in [
        "https://example.com/cb",
        "http://localhost:3000/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:1/cb",
        "myapp://cb",
    ] {
        create(&pool, json!({ "CallbackURLs": [url] })).await.ok();
    }
}

#[tokio::test]
async fn lists_name_clients_without_their_secrets() {
    let pool = TestPool::new().await;
    for _ in 0..3 {
        create(&pool, json!({ "GenerateSecret": true })).await.ok();
    }
    let page = pool
        .admin(
            "ListUserPoolClients",
            json!({ "UserPoolId": pool.pool_id, "MaxResults": 3 }),
        )
        .await
        .ok();
    assert_eq!(page["UserPoolClients"].as_array().unwrap().len(), 3);
    assert!(!page.to_string().contains("Secret"));
    let request =
        json!({ "UserPoolId": pool.pool_id, "MaxResults": 3, "NextToken": page["NextToken"] });
    let last = pool.admin("ListUserPoolClients", request).await.ok();
    assert_eq!(last["UserPoolClients"].as_array().unwrap().len(), 1);
    assert_eq!(last.get("NextToken"), None);
}

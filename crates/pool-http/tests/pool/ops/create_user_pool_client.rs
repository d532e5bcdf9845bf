//! CreateUserPoolClient.
//!
//! Differs: `AnalyticsConfiguration` is stored, and nothing is sent to Pinpoint.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_clients::create;

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
async fn unknown_providers_and_scopes_are_named() {
    let pool = TestPool::new().await;
    let provider = format!(
        "The provider Google does not exist for User Pool {}.",
        pool.pool_id
    );
    for (members, kind, text) in [
        (
            json!({ "SupportedIdentityProviders": ["COGNITO", "Google"] }),
            "InvalidParameterException",
            provider.as_str(),
        ),
        (
            json!({ "AllowedOAuthScopes": ["openid", "api/read"] }),
            "ScopeDoesNotExistException",
            "Invalid scope requested: api/read",
        ),
    ] {
        for operation in ["CreateUserPoolClient", "UpdateUserPoolClient"] {
            let mut request = json!({ "UserPoolId": pool.pool_id, "ClientName": "app", "ClientId": pool.client_id });
            request
                .as_object_mut()
                .unwrap()
                .extend(members.as_object().unwrap().clone());
            assert_eq!(
                pool.admin(operation, request).await.error(),
                (kind, text),
                "{operation}"
            );
        }
    }
    let good = json!({ "UserPoolId": pool.pool_id, "ClientName": "app", "SupportedIdentityProviders": ["COGNITO"],
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"] });
    pool.admin("CreateUserPoolClient", good).await.ok();
}

//! CreateUserPoolClient and UpdateUserPoolClient: providers and scopes that must exist.

use poolgate_testkit::TestPool;
use serde_json::json;

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

//! Resource servers, identity providers and domains of a pool.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

use super::make_groups::call;

/// A resource server with the scopes `read` and `write`.
pub(super) async fn resource_server(pool: &TestPool, identifier: &str) -> Value {
    call(
        pool,
        "CreateResourceServer",
        json!({
            "Identifier": identifier,
            "Name": "An API",
            "Scopes": [
                { "ScopeName": "read", "ScopeDescription": "to read" },
                { "ScopeName": "write", "ScopeDescription": "to write" },
            ],
        }),
    )
    .await
    .ok()
}

/// The request for an OIDC provider.
pub(super) fn oidc(name: &str) -> Value {
    json!({
        "ProviderName": name,
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "ours",
            "client_secret": "a secret of the provider",
            "authorize_scopes": "openid email",
            "oidc_issuer": "https://issuer.example.com",
        },
    })
}

/// The request for Google.
pub(super) fn google() -> Value {
    json!({
        "ProviderName": "Google",
        "ProviderType": "Google",
        "ProviderDetails": {
            "client_id": "ours",
            "client_secret": "a secret of the provider",
            "authorize_scopes": "openid email profile",
        },
        "AttributeMapping": { "email": "email" },
    })
}

/// All items of a list, read two at a time.
pub(super) async fn pages(pool: &TestPool, operation: &str, list: &str, name: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut token = Value::Null;
    loop {
        let request = json!({ "MaxResults": 2, "NextToken": token });
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

/// Links an identity at Google to a user of the pool.
pub(super) fn link(user: &str, google_id: &str) -> Value {
    json!({
        "DestinationUser": { "ProviderName": "Cognito", "ProviderAttributeValue": user },
        "SourceUser": {
            "ProviderName": "Google",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": google_id,
        },
    })
}

//! CreateIdentityProvider.
//!
//! Differs: SAML providers answer 501. Addresses of providers may be `http://` on this machine, for tests.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

use super::make_groups::call;
use super::make_parts::{google, oidc};

#[tokio::test]
async fn an_oidc_provider_is_described_as_it_was_created() {
    let pool = TestPool::new().await;
    let mut request = oidc("Corporate");
    request["AttributeMapping"] = json!({ "email": "mail" });
    request["IdpIdentifiers"] = json!(["corporate.example.com"]);
    let created = call(&pool, "CreateIdentityProvider", request).await.ok();
    let provider = &created["IdentityProvider"];
    assert_eq!(provider["ProviderType"], "OIDC");
    assert_eq!(
        provider["AttributeMapping"],
        json!({ "email": "mail", "username": "sub" })
    );
    assert_eq!(
        provider["ProviderDetails"]["attributes_request_method"],
        "GET"
    );
    let pool = pool.restart();
    let which = json!({ "ProviderName": "Corporate" });
    let read = call(&pool, "DescribeIdentityProvider", which).await.ok();
    assert_eq!(read, created);
}

#[tokio::test]
async fn google_brings_its_addresses_and_apple_hides_its_key() {
    let pool = TestPool::new().await;
    let created = call(&pool, "CreateIdentityProvider", google()).await.ok();
    let details = &created["IdentityProvider"]["ProviderDetails"];
    assert_eq!(details["oidc_issuer"], "https://accounts.google.com");
    assert_eq!(
        details["authorize_url"],
        "https://accounts.google.com/o/oauth2/v2/auth"
    );
    let apple = json!({
        "ProviderName": "SignInWithApple",
        "ProviderType": "SignInWithApple",
        "ProviderDetails": {
            "client_id": "com.example.app", "team_id": "T", "key_id": "K",
            "private_key": "the key", "authorize_scopes": "email name",
        },
    });
    let created = call(&pool, "CreateIdentityProvider", apple).await;
    assert!(!created.text.contains("the key"));
    let which = json!({ "ProviderName": "SignInWithApple" });
    let read = call(&pool, "DescribeIdentityProvider", which).await;
    assert!(!read.text.contains("the key"));
    assert_eq!(read.ok(), created.ok());
}

#[tokio::test]
async fn facebook_and_amazon_name_users_by_their_own_claims() {
    let pool = TestPool::new().await;
    for (name, claim) in [("Facebook", "id"), ("LoginWithAmazon", "user_id")] {
        let request = json!({
            "ProviderName": name,
            "ProviderType": name,
            "ProviderDetails": {
                "client_id": "ours", "client_secret": "theirs", "authorize_scopes": "profile",
            },
        });
        let created = call(&pool, "CreateIdentityProvider", request).await.ok();
        let provider = &created["IdentityProvider"];
        assert_eq!(provider["AttributeMapping"]["username"], claim);
        assert!(provider["ProviderDetails"]["token_url"].is_string());
    }
}

#[tokio::test]
async fn taken_names_and_identifiers_are_refused() {
    let pool = TestPool::new().await;
    let mut first = oidc("Corporate");
    first["IdpIdentifiers"] = json!(["example.com"]);
    call(&pool, "CreateIdentityProvider", first).await.ok();
    let again = call(&pool, "CreateIdentityProvider", oidc("Corporate")).await;
    assert_eq!(again.error().0, "DuplicateProviderException");
    let mut other = oidc("Other");
    other["IdpIdentifiers"] = json!(["example.com"]);
    let taken = call(&pool, "CreateIdentityProvider", other).await;
    assert_eq!(taken.error().0, "DuplicateProviderException");
}

#[tokio::test]
async fn what_would_not_work_is_refused() {
    let pool = TestPool::with(
        json!({ "Schema": [{ "Name": "fixed", "AttributeDataType": "String", "Mutable": false }] }),
        json!({}),
    )
    .await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut request = oidc("Corporate");
        change(&mut request);
        request
    };
    let bad = [
        with(&|request| request["ProviderName"] = json!("Cognito")),
        with(&|request| request["ProviderType"] = json!("Google")),
        with(&|request| request["ProviderDetails"]["client_id"] = json!("")),
        with(&|request| request["ProviderDetails"]["oidc_issuer"] = json!("http://example.com")),
        with(&|request| {
            request["ProviderDetails"]["token_url"] = json!("http://localhost@example.com/token");
        }),
        with(&|request| request["ProviderDetails"]["authorize_scopes"] = json!("email")),
        with(&|request| request["AttributeMapping"] = json!({ "unknown": "email" })),
        with(&|request| request["AttributeMapping"] = json!({ "custom:fixed": "email" })),
        with(&|request| request["AttributeMapping"] = json!({ "username": "email" })),
    ];
    for request in bad {
        let refused = call(&pool, "CreateIdentityProvider", request.clone()).await;
        assert_eq!(refused.error().0, "InvalidParameterException", "{request}");
    }
    let saml = with(&|request| request["ProviderType"] = json!("SAML"));
    let refused = call(&pool, "CreateIdentityProvider", saml).await;
    assert_eq!(refused.error().0, "NotImplementedException");
}

#[tokio::test]
async fn app_clients_can_have_only_providers_that_exist() {
    let pool = TestPool::new().await;
    let client =
        json!({ "ClientName": "web", "SupportedIdentityProviders": ["COGNITO", "Google"] });
    let text = format!(
        "The provider Google does not exist for User Pool {}.",
        pool.pool_id
    );
    assert_eq!(
        call(&pool, "CreateUserPoolClient", client.clone())
            .await
            .error(),
        ("InvalidParameterException", text.as_str())
    );
    call(&pool, "CreateIdentityProvider", google()).await.ok();
    call(&pool, "CreateUserPoolClient", client).await.ok();
}

#[tokio::test]
async fn secrets_of_providers_do_not_lie_open_in_the_database() {
    let pool = TestPool::new().await;
    call(&pool, "CreateIdentityProvider", google()).await.ok();
    let secret = b"a secret of the provider";
    let bytes = pool.database_bytes();
    assert!(
        bytes.windows(6).any(|window| window == b"Google"),
        "the row is there"
    );
    assert!(!bytes.windows(secret.len()).any(|window| window == secret));
}

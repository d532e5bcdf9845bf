//! AdminDisableProviderForUser.
//!
//! Differs: a user of the pool itself is disabled altogether, since it has no other way in than its own.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::{google, link};

#[tokio::test]
async fn an_unlinked_identity_can_be_linked_to_somebody_else() {
    let pool = TestPool::new().await;
    call(&pool, "CreateIdentityProvider", google()).await.ok();
    pool.user("ada").await;
    pool.user("bob").await;
    call(&pool, "AdminLinkProviderForUser", link("ada", "1"))
        .await
        .ok();
    let which = json!({ "User": {
        "ProviderName": "Google",
        "ProviderAttributeName": "Cognito_Subject",
        "ProviderAttributeValue": "1",
    } });
    let unlinked = call(&pool, "AdminDisableProviderForUser", which.clone()).await;
    assert_eq!(unlinked.ok(), json!({}));
    assert_eq!(pool.attribute("ada", "identities").await, None);
    let again = call(&pool, "AdminDisableProviderForUser", which).await;
    assert_eq!(again.error().0, "UserNotFoundException");
    call(&pool, "AdminLinkProviderForUser", link("bob", "1"))
        .await
        .ok();
}

#[tokio::test]
async fn a_user_of_the_pool_itself_can_sign_in_no_more() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let which = json!({ "User": {
        "ProviderName": "Cognito",
        "ProviderAttributeName": "Cognito_Subject",
        "ProviderAttributeValue": "ada",
    } });
    call(&pool, "AdminDisableProviderForUser", which).await.ok();
    let refused = pool.sign_in_with("ada", poolgate_testkit::PASSWORD).await;
    assert_eq!(refused.error().0, "NotAuthorizedException");
    let read = json!({ "AccessToken": tokens["AccessToken"] });
    let revoked = pool.call("GetUser", read).await;
    assert_eq!(revoked.error().0, "NotAuthorizedException");
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_refused() {
    let pool = TestPool::new().await;
    for (user, exception) in [
        (
            json!({ "ProviderName": "Cognito" }),
            "InvalidParameterException",
        ),
        (
            json!({ "ProviderAttributeValue": "1" }),
            "InvalidParameterException",
        ),
        (
            json!({ "ProviderName": "Cognito", "ProviderAttributeValue": "eve" }),
            "UserNotFoundException",
        ),
        (
            json!({ "ProviderName": "Google", "ProviderAttributeName": "email", "ProviderAttributeValue": "1" }),
            "InvalidParameterException",
        ),
    ] {
        let refused = call(
            &pool,
            "AdminDisableProviderForUser",
            json!({ "User": user }),
        )
        .await;
        assert_eq!(refused.error().0, exception);
    }
}

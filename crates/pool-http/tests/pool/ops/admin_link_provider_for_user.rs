//! AdminLinkProviderForUser.
//!
//! Differs: only `Cognito_Subject` names the source user, since SAML providers are not built.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::{google, link};

async fn world() -> TestPool {
    let pool = TestPool::new().await;
    call(&pool, "CreateIdentityProvider", google()).await.ok();
    pool
}

#[tokio::test]
async fn a_linked_identity_is_an_attribute_and_a_claim() {
    let pool = world().await;
    let user = pool.user("ada").await;
    let linked = call(&pool, "AdminLinkProviderForUser", link("ada", "1234")).await;
    assert_eq!(linked.ok(), json!({}));
    let attribute = pool.attribute("ada", "identities").await.unwrap();
    let attribute: serde_json::Value = serde_json::from_str(&attribute).unwrap();
    assert_eq!(attribute[0]["userId"], "1234");
    assert_eq!(attribute[0]["providerName"], "Google");
    assert_eq!(attribute[0]["primary"], false);
    assert!(attribute[0]["dateCreated"].is_i64());
    let tokens = pool.sign_in(&user).await;
    let claim = &TestPool::claims(&tokens["IdToken"])["identities"][0];
    assert_eq!(
        (&claim["userId"], &claim["providerType"], &claim["primary"]),
        (&json!("1234"), &json!("Google"), &json!("false"))
    );
    assert!(claim["dateCreated"].is_string());
}

#[tokio::test]
async fn an_identity_belongs_to_one_user() {
    let pool = world().await;
    pool.user("ada").await;
    pool.user("bob").await;
    call(&pool, "AdminLinkProviderForUser", link("ada", "1234"))
        .await
        .ok();
    for (user, text) in [
        ("ada", "SourceUser is already linked to DestinationUser"),
        (
            "bob",
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
        ),
    ] {
        assert_eq!(
            call(&pool, "AdminLinkProviderForUser", link(user, "1234"))
                .await
                .error(),
            ("InvalidParameterException", text)
        );
    }
}

#[tokio::test]
async fn racing_links_of_one_identity_have_one_winner() {
    let pool = world().await;
    for name in ["a", "b", "c"] {
        pool.user(name).await;
    }
    let (one, two, three) = tokio::join!(
        call(&pool, "AdminLinkProviderForUser", link("a", "1")),
        call(&pool, "AdminLinkProviderForUser", link("b", "1")),
        call(&pool, "AdminLinkProviderForUser", link("c", "1")),
    );
    let results = [one, two, three];
    let winners = results.iter().filter(|result| result.status == 200).count();
    assert_eq!(winners, 1);
}

#[tokio::test]
async fn nobody_types_an_identity_as_a_name() {
    let pool = world().await;
    pool.user("ada").await;
    call(&pool, "AdminLinkProviderForUser", link("ada", "1234"))
        .await
        .ok();
    for name in ["1234", "Google_1234", "\u{1f}Google\u{1f}1234"] {
        let request = json!({ "Username": name });
        let found = call(&pool, "AdminGetUser", request).await;
        assert_ne!(found.status, 200, "{name}");
    }
    let written = json!({
        "Username": "ada",
        "UserAttributes": [{ "Name": "identities", "Value": "[]" }],
    });
    let refused = call(&pool, "AdminUpdateUserAttributes", written).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}

#[tokio::test]
async fn five_links_are_enough_and_bad_requests_are_named() {
    let pool = world().await;
    pool.user("ada").await;
    for number in 0..5 {
        call(
            &pool,
            "AdminLinkProviderForUser",
            link("ada", &number.to_string()),
        )
        .await
        .ok();
    }
    let sixth = call(&pool, "AdminLinkProviderForUser", link("ada", "6")).await;
    assert_eq!(sixth.error().0, "LimitExceededException");

    pool.user("bob").await;
    let missing = call(&pool, "AdminLinkProviderForUser", link("eve", "7")).await;
    assert_eq!(missing.error().0, "UserNotFoundException");
    let mut unknown = link("bob", "7");
    unknown["SourceUser"]["ProviderName"] = json!("Facebook");
    let refused = call(&pool, "AdminLinkProviderForUser", unknown).await;
    assert_eq!(refused.error().0, "ResourceNotFoundException");
    let mut claim = link("bob", "7");
    claim["SourceUser"]["ProviderAttributeName"] = json!("email");
    let refused = call(&pool, "AdminLinkProviderForUser", claim).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
    for (user, member) in [
        ("SourceUser", "ProviderName"),
        ("SourceUser", "ProviderAttributeValue"),
        ("DestinationUser", "ProviderName"),
        ("DestinationUser", "ProviderAttributeValue"),
    ] {
        let mut request = link("bob", "7");
        request[user].as_object_mut().unwrap().remove(member);
        let refused = call(&pool, "AdminLinkProviderForUser", request).await;
        assert_eq!(refused.error().0, "InvalidParameterException");
        assert!(
            refused
                .error()
                .1
                .to_lowercase()
                .contains(&member.to_lowercase())
        );
    }
}

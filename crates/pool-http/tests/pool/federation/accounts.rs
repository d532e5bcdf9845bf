//! Which user an identity is, and what becomes of its attributes.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

use super::world::{World, told};
use crate::oauth::world::CALLBACK;

async fn usernames(world: &World) -> Vec<String> {
    let request = json!({ "UserPoolId": world.pool.pool_id });
    let listed = world.pool.admin("ListUsers", request).await.ok();
    let users = listed["Users"].as_array().unwrap();
    let name = |user: &Value| user["Username"].as_str().unwrap().to_owned();
    users.iter().map(name).collect()
}

#[tokio::test]
async fn the_first_sign_in_makes_the_user_as_cognito_does() {
    let world = World::new().await;
    let address = world.sign_in("Ada-1", json!({})).await;
    assert!(address.starts_with(&format!("{CALLBACK}?code=")));
    let tokens = world.tokens(&address).await;
    let user = world.pool.look_up("Partner_Ada-1").await;
    assert_eq!(user["UserStatus"], "EXTERNAL_PROVIDER");
    assert_eq!(user["Enabled"], true);
    let of = async |name: &str| world.pool.attribute("Partner_Ada-1", name).await;
    assert_eq!(of("email").await.as_deref(), Some("Ada-1@partner.example"));
    assert_eq!(of("email_verified").await.as_deref(), Some("false"));
    assert_eq!(of("name").await.as_deref(), Some("Ada"));
    let identities: Value = serde_json::from_str(&of("identities").await.unwrap()).unwrap();
    assert_eq!(identities[0]["userId"], "Ada-1");
    assert_eq!(identities[0]["providerName"], "Partner");
    assert_eq!(identities[0]["providerType"], "OIDC");
    assert_eq!(identities[0]["primary"], true);
    let claims = TestPool::claims(&tokens["id_token"]);
    assert_eq!(claims["cognito:username"], "Partner_Ada-1");
    assert_eq!(claims["identities"][0]["primary"], "true");
    let group = format!("{}_Partner", world.pool.pool_id);
    assert_eq!(claims["cognito:groups"], json!([group]));
    assert!(
        claims["nonce"]
            .as_str()
            .is_some_and(|nonce| nonce.len() > 40)
    );
    // The second user joins the same group.
    world.sign_in("grace", json!({})).await;
    let request = json!({ "UserPoolId": world.pool.pool_id, "GroupName": group });
    let members = world.pool.admin("ListUsersInGroup", request).await.ok();
    assert_eq!(members["Users"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn r55_nobody_is_found_by_an_address_verified_or_not() {
    let pool = json!({ "UsernameAttributes": ["email"] });
    let mapping = json!({ "email": "email", "email_verified": "email_verified" });
    let world = World::with(pool, mapping).await;
    let local = world.pool.user("ada@example.com").await;
    let claims = json!({ "email": "ada@example.com", "email_verified": true });
    let address = world.sign_in("1", claims.clone()).await;
    let tokens = world.tokens(&address).await;
    let sub = TestPool::claims(&tokens["id_token"])["sub"].clone();
    assert_ne!(sub, json!(local.sub));
    // The local user still owns its name, and a third identity with the same address is a third user.
    let by_name = world.pool.look_up("ada@example.com").await;
    assert_eq!(by_name["Username"], json!(local.sub));
    world.pool.sign_in(&local).await;
    world.sign_in("2", claims).await;
    let mut names = usernames(&world).await;
    names.sort();
    assert_eq!(names.len(), 3);
    assert!(names.contains(&"Partner_1".to_owned()) && names.contains(&"Partner_2".to_owned()));
}

#[tokio::test]
async fn r55_the_same_subject_of_another_provider_is_somebody_else() {
    let world = World::new().await;
    world.sign_in("ada", json!({})).await;
    let details = json!({
        "client_id": "pool-at-idp", "authorize_scopes": "openid", "oidc_issuer": world.idp.issuer(),
    });
    world.add("Other", "OIDC", details, json!({})).await;
    let away = world.leave("Other").await;
    let claims = world.claims(&away, "ada");
    let header = json!({ "alg": "RS256", "kid": "rsa" });
    world.idp.gives(&world.idp.token(&header, &claims));
    world.come_back(&away).await;
    let mut names = usernames(&world).await;
    names.sort();
    assert_eq!(names, ["Other_ada", "Partner_ada"]);
}

#[tokio::test]
async fn each_sign_in_writes_what_the_provider_says_and_keeps_what_it_leaves_out() {
    let world = World::new().await;
    world.sign_in("ada", json!({})).await;
    let change = json!({ "name": null, "email": "new@partner.example" });
    world.sign_in("ada", change).await;
    let of = async |name: &str| world.pool.attribute("Partner_ada", name).await;
    assert_eq!(of("email").await.as_deref(), Some("new@partner.example"));
    assert_eq!(of("name").await.as_deref(), Some("Ada"));
    assert_eq!(usernames(&world).await, ["Partner_ada"]);
}

#[tokio::test]
async fn an_address_is_verified_where_the_owner_maps_the_providers_word_for_it() {
    let mapping = json!({ "email": "email", "email_verified": "email_verified" });
    let world = World::with(json!({}), mapping).await;
    world
        .sign_in("ada", json!({ "email_verified": true }))
        .await;
    let verified = world.pool.attribute("Partner_ada", "email_verified").await;
    assert_eq!(verified.as_deref(), Some("true"));
    world
        .sign_in("ada", json!({ "email_verified": false }))
        .await;
    let verified = world.pool.attribute("Partner_ada", "email_verified").await;
    assert_eq!(verified.as_deref(), Some("false"));
}

#[tokio::test]
async fn a_linked_identity_signs_its_destination_in_and_leaves_its_address_alone() {
    let world = World::new().await;
    let local = world.pool.user("ada").await;
    let link = json!({
        "UserPoolId": world.pool.pool_id,
        "DestinationUser": { "ProviderName": "Cognito", "ProviderAttributeValue": "ada" },
        "SourceUser": {
            "ProviderName": "Partner",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": "s-1",
        },
    });
    world
        .pool
        .admin("AdminLinkProviderForUser", link)
        .await
        .ok();
    let claims = json!({ "name": "Countess", "email": "eve@partner.example" });
    let address = world.sign_in("s-1", claims).await;
    let tokens = world.tokens(&address).await;
    let claims = TestPool::claims(&tokens["id_token"]);
    assert_eq!(claims["sub"], json!(local.sub));
    assert_eq!(claims["cognito:username"], "ada");
    assert_eq!(claims["identities"][0]["primary"], "false");
    assert_eq!(claims["email"], "ada@example.com");
    assert_eq!(claims["email_verified"], true);
    assert_eq!(claims["name"], "Countess");
    assert_eq!(usernames(&world).await, ["ada"]);
    // Unlinked, the identity is a user of its own.
    let unlink = json!({
        "UserPoolId": world.pool.pool_id,
        "User": {
            "ProviderName": "Partner",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": "s-1",
        },
    });
    world
        .pool
        .admin("AdminDisableProviderForUser", unlink)
        .await
        .ok();
    world.sign_in("s-1", json!({})).await;
    assert_eq!(usernames(&world).await.len(), 2);
}

#[tokio::test]
async fn required_attributes_must_come_from_the_provider() {
    let schema = json!({ "Schema": [
        { "Name": "email", "Required": true, "Mutable": true, "AttributeDataType": "String" },
        { "Name": "family_name", "Required": true, "Mutable": true, "AttributeDataType": "String" },
    ] });
    let world = World::with(schema, json!({ "family_name": "family_name" })).await;
    let address = world.sign_in("ada", json!({ "family_name": "L" })).await;
    assert_eq!(told(&address), "attributes required: [email]");
    let address = world.sign_in("ada", json!({})).await;
    assert_eq!(told(&address), "attributes required: [email, family_name]");
    assert!(usernames(&world).await.is_empty());
}

#[tokio::test]
async fn what_does_not_fit_an_attribute_is_refused() {
    let world = World::new().await;
    let address = world
        .sign_in("ada", json!({ "name": "x".repeat(2049) }))
        .await;
    assert_eq!(told(&address), "attribute name is too long");
    let address = world.sign_in("ada", json!({ "email": "nonsense" })).await;
    assert_eq!(told(&address), "Invalid email address format.");
    let address = world
        .sign_in(&"x".repeat(121), json!({ "email": null }))
        .await;
    assert_eq!(told(&address), "Invalid sub from IdP");
    let address = world.sign_in("ada", json!({ "sub": 815 })).await;
    assert!(address.contains("code="), "{address}");
    world.pool.look_up("Partner_815").await;
    world
        .sign_in(&"x".repeat(120), json!({ "email": null }))
        .await;
    assert_eq!(usernames(&world).await.len(), 2);
}

#[tokio::test]
async fn a_disabled_user_does_not_get_in() {
    let world = World::new().await;
    world.sign_in("ada", json!({})).await;
    let which = json!({ "UserPoolId": world.pool.pool_id, "Username": "Partner_ada" });
    world.pool.admin("AdminDisableUser", which).await.ok();
    assert_eq!(
        told(&world.sign_in("ada", json!({})).await),
        "User is disabled."
    );
}

#[tokio::test]
async fn passwords_are_for_users_of_the_pool() {
    let world = World::new().await;
    world.sign_in("ada", json!({})).await;
    let answer = world.pool.sign_in_with("Partner_ada", PASSWORD).await;
    let refused = (
        "NotAuthorizedException",
        "User is not authorized to get auth details.",
    );
    assert_eq!(answer.error(), refused);
    let request = json!({ "ClientId": world.pool.client_id, "Username": "Partner_ada" });
    let answer = world.pool.call("ForgotPassword", request).await;
    assert_eq!(
        answer.error(),
        (
            "NotAuthorizedException",
            "User password cannot be reset in the current state."
        )
    );
}

#[tokio::test]
async fn a_user_name_that_somebody_has_is_not_taken_over() {
    let world = World::new().await;
    world.pool.user("Partner_ada").await;
    let address = world.sign_in("ada", json!({})).await;
    assert_eq!(
        told(&address),
        "Already found an entry for username Partner_ada"
    );
}

//! The providers that have a type of their own.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::idp::CLIENT_ID;
use super::world::{World, location, told};
use crate::oauth::world::{CALLBACK, parameter};

/// The details of a provider whose endpoints are the stand-in's.
fn details(world: &World, more: Value) -> Value {
    let issuer = world.idp.issuer();
    let mut details = json!({
        "client_id": CLIENT_ID,
        "client_secret": "secret-at-idp",
        "authorize_scopes": "email",
        "authorize_url": format!("{issuer}/authorize"),
        "token_url": format!("{issuer}/token"),
    });
    super::world::merge(&mut details, more);
    details
}

/// Whether a form has these members.
fn form(body: &[u8]) -> std::collections::BTreeMap<String, String> {
    form_urlencoded::parse(body).into_owned().collect()
}

#[tokio::test]
async fn google_is_openid_connect_with_its_own_words_for_errors() {
    let world = World::new().await;
    let details = details(&world, json!({ "oidc_issuer": world.idp.issuer() }));
    world
        .add("Google", "Google", details, json!({ "email": "email" }))
        .await;
    let away = world.leave("Google").await;
    world
        .idp
        .says("/token", 400, &json!({ "error": "invalid_grant" }));
    let address = location(&world.come_back(&away).await);
    assert_eq!(told(&address), "Google Error - 400 invalid_grant");
    let away = world.leave("Google").await;
    let claims = world.claims(&away, "1029384756");
    let header = json!({ "alg": "RS256", "kid": "rsa" });
    world.idp.gives(&world.idp.token(&header, &claims));
    world
        .idp
        .says("/userinfo", 200, &json!({ "sub": "1029384756" }));
    let address = location(&world.come_back(&away).await);
    assert!(address.starts_with(&format!("{CALLBACK}?code=")));
    world.pool.look_up("Google_1029384756").await;
}

#[tokio::test]
async fn facebook_tells_by_its_own_endpoint_what_is_mapped() {
    let world = World::new().await;
    let attributes = format!("{}/v17.0/me?fields=", world.idp.issuer());
    let details = details(&world, json!({ "attributes_url": attributes }));
    let mapping = json!({ "email": "email", "given_name": "first_name" });
    world.add("Facebook", "Facebook", details, mapping).await;
    let away = world.leave("Facebook").await;
    assert_eq!(parameter(&away.location, "nonce"), None);
    assert_eq!(parameter(&away.location, "code_challenge"), None);
    let token = json!({ "access_token": "at-facebook", "token_type": "bearer" });
    world.idp.says("/token", 200, &token);
    let said = json!({ "id": "815", "email": "ada@facebook.example", "first_name": "Ada" });
    world.idp.says("/v17.0/me", 200, &said);
    let address = location(&world.come_back(&away).await);
    assert!(
        address.starts_with(&format!("{CALLBACK}?code=")),
        "{address}"
    );
    let name = world.pool.attribute("Facebook_815", "given_name").await;
    assert_eq!(name.as_deref(), Some("Ada"));
    let asked = world.idp.asked("/v17.0/me").await;
    let fields = parameter(asked[0].url.as_str(), "fields").unwrap();
    assert_eq!(fields, "id,email,first_name");
    assert_eq!(asked[0].headers["authorization"], "Bearer at-facebook");
    // The secret travels in the body.
    let asked = world.idp.asked("/token").await;
    assert_eq!(form(&asked[0].body)["client_secret"], "secret-at-idp");
}

#[tokio::test]
async fn amazon_names_its_users_by_user_id() {
    let world = World::new().await;
    let attributes = format!("{}/user/profile", world.idp.issuer());
    let details = details(&world, json!({ "attributes_url": attributes }));
    world
        .add(
            "LoginWithAmazon",
            "LoginWithAmazon",
            details,
            json!({ "email": "email" }),
        )
        .await;
    let away = world.leave("LoginWithAmazon").await;
    world
        .idp
        .says("/token", 200, &json!({ "access_token": "at-amazon" }));
    let said = json!({ "user_id": "amzn1.account.X", "email": "ada@amazon.example" });
    world.idp.says("/user/profile", 200, &said);
    let address = location(&world.come_back(&away).await);
    assert!(
        address.starts_with(&format!("{CALLBACK}?code=")),
        "{address}"
    );
    world.pool.look_up("LoginWithAmazon_amzn1.account.X").await;
}

#[tokio::test]
async fn apple_answers_with_a_form_and_wants_a_signed_secret() {
    let world = World::new().await;
    let random = aws_lc_rs::rand::SystemRandom::new();
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let details = details(
        &world,
        json!({
            "client_secret": null,
            "oidc_issuer": world.idp.issuer(),
            "team_id": "TEAM",
            "key_id": "KEY",
            "private_key": STANDARD.encode(key.as_ref()),
        }),
    );
    let mapping = json!({ "email": "email", "given_name": "firstName" });
    world
        .add("SignInWithApple", "SignInWithApple", details, mapping)
        .await;
    let away = world.leave("SignInWithApple").await;
    assert_eq!(away.sent("response_mode"), "form_post");
    let claims = world.claims(&away, "001.abc");
    let header = json!({ "alg": "RS256", "kid": "rsa" });
    world.idp.gives(&world.idp.token(&header, &claims));
    let form_data = [
        ("state", away.sent("state")),
        ("code", "from-idp".to_owned()),
        (
            "user",
            json!({ "name": { "firstName": "Ada", "lastName": "L" }, "email": "e@e.example" })
                .to_string(),
        ),
    ];
    let answer = world.post_back(&form_data, &away.cookie).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert!(location(&answer).starts_with(&format!("{CALLBACK}?code=")));
    let of = async |name: &str| world.pool.attribute("SignInWithApple_001.abc", name).await;
    assert_eq!(of("given_name").await.as_deref(), Some("Ada"));
    assert_eq!(
        of("email").await.as_deref(),
        Some("001.abc@partner.example")
    );
    let asked = world.idp.asked("/token").await;
    assert_eq!(form(&asked[0].body)["client_secret"].split('.').count(), 3);
    assert!(world.idp.asked("/userinfo").await.is_empty());
}

#[tokio::test]
async fn a_key_of_apples_that_is_none_is_told_of() {
    let world = World::new().await;
    let details = details(
        &world,
        json!({
            "oidc_issuer": world.idp.issuer(), "team_id": "T", "key_id": "K", "private_key": "x",
        }),
    );
    world
        .add("SignInWithApple", "SignInWithApple", details, json!({}))
        .await;
    let away = world.leave("SignInWithApple").await;
    assert_eq!(
        told(&location(&world.come_back(&away).await)),
        "SignInWithApple private_key is not valid"
    );
}

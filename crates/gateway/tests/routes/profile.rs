//! `GET`, `POST` and `PATCH /profile`.

use http::Method;
use poolgate_gateway::Gateway;
use serde_json::{Value, json};

use crate::pool::delivery;
use crate::world::{Answer, World, config, get, post, send_json, with_header};

async fn update(world: &World, body: Value) -> Answer {
    world.post_signed_in("/profile", body).await
}

fn fields(answer: &Answer) -> Vec<&str> {
    let fields = answer.body["fields"].as_object().expect("fields");
    fields.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_profile_is_the_attributes_as_they_are_now() {
    let world = World::with(|config| config.user_cache = std::time::Duration::from_mins(1)).await;
    let answer = world.get_signed_in("/profile").await.ok();
    assert_eq!(answer.body["success"], true);
    assert_eq!(
        answer.body["attributes"],
        json!({
            "sub": crate::token::SUB, "email": "user@example.com",
            "email_verified": true, "given_name": "John"
        })
    );
    world.get_signed_in("/profile").await.ok();
    assert_eq!(world.pool.operations(), ["GetUser", "GetUser"]);
}

#[tokio::test]
async fn r15_a_profile_is_its_owners() {
    let world = World::new().await;
    let bodies = [Method::POST, Method::PATCH]
        .map(|method| send_json(method, "/profile", &json!({"name": "Jo"})));
    for request in bodies.into_iter().chain([get("/profile")]) {
        let answer = world.send(request).await;
        assert_eq!(answer.refusal(), (401, "token_missing"));
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r16_a_signed_out_or_deleted_user_has_no_profile() {
    let world = World::new().await;
    for (exception, message) in [
        ("NotAuthorizedException", "Access Token has been revoked"),
        ("NotAuthorizedException", "Other words"),
        ("UserNotFoundException", "User does not exist."),
    ] {
        for operation in ["GetUser", "UpdateUserAttributes"] {
            world.pool.refuse(operation, exception, message);
        }
        let answer = world.get_signed_in("/profile").await;
        assert_eq!(answer.refusal(), (401, "invalid_token"));
        let answer = update(&world, json!({"name": "Jo"})).await;
        assert_eq!(answer.refusal(), (401, "invalid_token"));
    }
}

#[tokio::test]
async fn attributes_are_changed_by_either_method_inside_or_beside() {
    let world = World::new().await;
    for body in [
        json!({"attributes": {"name": " Jo ", "address": ""}}),
        json!({"name": "Jo", "address": "", "given_name": null}),
    ] {
        for method in [Method::POST, Method::PATCH] {
            let answer = world.send_signed_in(method, "/profile", body.clone()).await;
            let answer = answer.ok();
            assert_eq!(answer.body["success"], true);
            assert_eq!(answer.body["updated"], json!(["address", "name"]));
            assert_eq!(answer.body["ignored"], json!([]));
            assert_eq!(answer.body["delivery"], Value::Null);
            assert_eq!(answer.body["deliveries"], json!([]));
            assert_eq!(
                world.pool.last()["UserAttributes"],
                json!([{"Name": "address", "Value": ""}, {"Name": "name", "Value": "Jo"}])
            );
        }
    }
}

#[tokio::test]
async fn r56_a_user_cannot_grant_itself_a_role() {
    let world = World::new().await;
    let body = json!({"name": "Ismail Amouma", "custom:role": "admin", "email_verified": 7});
    let answer = update(&world, body).await.ok();
    assert_eq!(answer.body["updated"], json!(["name"]));
    assert_eq!(
        answer.body["ignored"],
        json!(["custom:role", "email_verified"])
    );
    assert_eq!(
        world.pool.last()["UserAttributes"],
        json!([{"Name": "name", "Value": "Ismail Amouma"}])
    );
}

#[tokio::test]
async fn where_nothing_is_left_the_request_is_refused() {
    let world = World::new().await;
    let answer = update(&world, json!({"attributes": {"email": "new@example.com"}})).await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    assert_eq!(fields(&answer), ["attributes.email"]);
    let answer = update(&world, json!({"custom:role": "admin", "name": null})).await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    assert_eq!(fields(&answer), ["custom:role"]);
    for body in [json!({}), json!({"attributes": {}}), json!({"name": null})] {
        let answer = update(&world, body).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"));
        assert_eq!(fields(&answer), ["attributes"]);
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn a_value_that_cannot_be_is_named() {
    let world = World::new().await;
    for (body, place) in [
        (json!({"name": 7}), "name"),
        (
            json!({"attributes": {"name": ["Jo"]}, "address": "Town"}),
            "attributes.name",
        ),
        (json!({"name": "x".repeat(2049)}), "name"),
        (json!({"name": "a\u{0}"}), "name"),
        (json!({"attributes": "name"}), "attributes"),
        (
            json!({"attributes": {"name": "Jo"}, "name": "Jim"}),
            "attributes.name",
        ),
    ] {
        let answer = update(&world, body).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"));
        assert_eq!(fields(&answer), [place]);
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn the_settings_say_what_may_change_within_bounds() {
    let world =
        World::with(|config| config.profile_attributes = vec!["custom:team".to_owned()]).await;
    let body = json!({"name": "Jo", "custom:team": "blue"});
    let answer = update(&world, body).await.ok();
    assert_eq!(answer.body["updated"], json!(["custom:team"]));
    assert_eq!(answer.body["ignored"], json!(["name"]));
    for name in [
        "email_verified",
        "phone_number_verified",
        "sub",
        "cognito:x",
    ] {
        let mut config = config(&crate::pool::content());
        config.profile_attributes.push(name.to_owned());
        let error = Gateway::new(config).await.expect_err("no user may set it");
        assert!(error.to_string().contains(name));
    }
}

#[tokio::test]
async fn a_changed_address_tells_where_its_code_went() {
    let world = World::with(|config| config.profile_attributes.push("email".to_owned())).await;
    let sms = json!({"Destination": "+*******0100", "DeliveryMedium": "SMS", "AttributeName": "phone_number"});
    world.pool.on(
        "UpdateUserAttributes",
        json!({"CodeDeliveryDetailsList": [delivery(), sms]}),
    );
    let body = json!({"email": "user@example.org", "phone_number": "+15555550100"});
    let answer = update(&world, body).await.ok();
    let email = json!({"destination": "u***@e***", "medium": "EMAIL", "attribute": "email"});
    assert_eq!(answer.body["delivery"], email);
    assert_eq!(answer.body["deliveries"][0], email);
    assert_eq!(answer.body["deliveries"][1]["medium"], "SMS");
    for bad in ["", "nobody", "a b@example.com"] {
        let answer = update(&world, json!({"email": bad})).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"), "{bad}");
    }
}

#[tokio::test]
async fn r42_only_changes_of_addresses_count_as_messages() {
    let world = World::new().await;
    for _ in 0..100 {
        update(&world, json!({"name": "Jo"})).await.ok();
    }
    for _ in 0..5 {
        update(&world, json!({"phone_number": "+15555550100"}))
            .await
            .ok();
    }
    let answer = update(&world, json!({"phone_number": "+15555550100"})).await;
    assert_eq!(answer.refusal(), (429, "rate_limited"));
    assert_eq!(world.pool.calls().len(), 105);
}

#[tokio::test]
async fn what_the_pool_refuses_is_told() {
    let world = World::new().await;
    for (exception, message, status, code) in [
        (
            "InvalidParameterException",
            "Invalid phone number format.",
            400,
            "refused_by_pool",
        ),
        (
            "NotAuthorizedException",
            "A client attempted to write unauthorized attribute",
            400,
            "refused_by_pool",
        ),
        (
            "AliasExistsException",
            "An account with the given phone_number already exists.",
            409,
            "user_exists",
        ),
        (
            "NotAuthorizedException",
            "Access Token does not have required scopes",
            403,
            "insufficient_scope",
        ),
        ("CodeDeliveryFailureException", "x", 502, "delivery_failed"),
    ] {
        world
            .pool
            .refuse("UpdateUserAttributes", exception, message);
        let answer = update(&world, json!({"phone_number": "1"})).await;
        assert_eq!(answer.refusal(), (status, code));
    }
}

#[tokio::test]
async fn r23_a_foreign_page_changes_no_profile() {
    let world = World::new().await;
    let request = post("/profile", &json!({"name": "Jo"}));
    let answer = world
        .send(with_header(request, "origin", "https://evil.example"))
        .await;
    assert_eq!(answer.refusal(), (403, "cross_origin"));
    assert!(world.pool.calls().is_empty());
}

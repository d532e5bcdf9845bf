//! Functions around sign-ins by other providers.

use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::TestTriggers;
use serde_json::json;

use super::world::{World, told};
use crate::oauth::world::parameter;

async fn with(names: &[&str]) -> World {
    World::with(TestTriggers::config(names), json!({})).await
}

#[tokio::test]
async fn each_function_is_asked_in_its_turn() {
    let names = [
        "PreSignUp",
        "PostConfirmation",
        "PreAuthentication",
        "PostAuthentication",
        "PreTokenGeneration",
    ];
    let world = with(&names).await;
    let address = world.sign_in("ada", json!({})).await;
    world.tokens(&address).await;
    let first = [
        "PreSignUp_ExternalProvider",
        "PostConfirmation_ConfirmSignUp",
        "TokenGeneration_HostedAuth",
    ];
    assert_eq!(world.pool.triggers.sources(), first);
    let address = world.sign_in("ada", json!({})).await;
    world.tokens(&address).await;
    let later = [
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
        "TokenGeneration_HostedAuth",
    ];
    assert_eq!(world.pool.triggers.sources(), later);
}

#[tokio::test]
async fn pre_sign_up_sees_what_is_mapped_and_may_refuse() {
    let world = with(&["PreSignUp"]).await;
    let refusal = InvokeError::Function("not from there".to_owned());
    world.pool.triggers.fail("PreSignUp", refusal);
    let address = world.sign_in("ada", json!({})).await;
    assert_eq!(
        told(&address),
        "PreSignUp failed with error not from there."
    );
    let event = world.pool.triggers.events().remove(0);
    assert_eq!(event["userName"], "Partner_ada");
    let attributes = &event["request"]["userAttributes"];
    assert_eq!(attributes["email"], "ada@partner.example");
    let request = json!({ "UserPoolId": world.pool.pool_id });
    let listed = world.pool.admin("ListUsers", request).await.ok();
    assert_eq!(listed["Users"], json!([]));
}

#[tokio::test]
async fn later_refusals_sign_nobody_in() {
    for name in ["PreAuthentication", "PostAuthentication"] {
        let world = with(&[name]).await;
        world.sign_in("ada", json!({})).await;
        let refusal = InvokeError::Function("not now".to_owned());
        world.pool.triggers.fail(name, refusal);
        let answer = world.sign_in_answer("ada", json!({})).await;
        let address = super::world::location(&answer);
        assert_eq!(told(&address), format!("{name} failed with error not now."));
        let cookies = super::world::cookies(&answer.headers);
        assert!(!cookies.iter().any(|one| one.starts_with("cognito=")));
    }
}

#[tokio::test]
async fn inbound_federation_changes_what_is_mapped() {
    let arn = TestTriggers::arn("Inbound");
    let config = json!({ "LambdaConfig": {
        "InboundFederation": { "LambdaArn": arn, "LambdaVersion": "V1_0" },
    } });
    let world = World::with(config, json!({})).await;
    let functions = &world.pool.triggers;
    let answer = json!({ "userAttributesToMap": { "name": "Changed", "sub": "eve" } });
    functions.respond("Inbound", answer);
    let address = world.sign_in("ada", json!({})).await;
    assert!(parameter(&address, "code").is_some(), "{address}");
    // The subject is the provider's word alone.
    let name = world.pool.attribute("Partner_ada", "name").await;
    assert_eq!(name.as_deref(), Some("Changed"));
    assert_eq!(world.pool.attribute("Partner_ada", "email").await, None);
    let event = functions.events().remove(0);
    assert_eq!(event["triggerSource"], "InboundFederation_ExternalProvider");
    assert_eq!(event["userName"], "Partner_ada");
    let request = &event["request"];
    assert_eq!(request["providerName"], "Partner");
    assert_eq!(request["providerType"], "OIDC");
    assert_eq!(request["attributes"]["idToken"]["sub"], "ada");
    assert_eq!(
        request["attributes"]["tokenResponse"]["token_type"],
        "Bearer"
    );
    assert_eq!(request["attributes"]["userInfo"], json!({ "sub": "ada" }));
    // An empty answer leaves everything as it is.
    functions.respond("Inbound", json!({ "userAttributesToMap": {} }));
    world.sign_in("ada", json!({ "name": "Ada L" })).await;
    let name = world.pool.attribute("Partner_ada", "name").await;
    assert_eq!(name.as_deref(), Some("Ada L"));
    functions.fail("Inbound", InvokeError::Function("no".to_owned()));
    let address = world.sign_in("ada", json!({})).await;
    assert_eq!(told(&address), "InboundFederation failed with error no.");
}

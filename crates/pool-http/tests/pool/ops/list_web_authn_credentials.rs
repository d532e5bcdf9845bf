//! ListWebAuthnCredentials.

use serde_json::{Value, json};

use super::passkey_world::World;

#[tokio::test]
async fn each_passkey_is_described() {
    let mut world = World::new().await;
    assert_eq!(world.list(json!({})).await, json!({ "Credentials": [] }));
    let id = world.register().await;
    let listed = world.list(json!({})).await;
    assert_eq!(
        listed,
        json!({ "Credentials": [{
            "CredentialId": id, "FriendlyCredentialName": "Passkey 1", "RelyingPartyId": "example.com",
            "AuthenticatorAttachment": "platform", "AuthenticatorTransports": ["hybrid", "internal"],
            "CreatedAt": 1_795_176_000.0
        }] })
    );
}

#[tokio::test]
async fn they_are_listed_a_page_at_a_time_and_the_oldest_first() {
    let mut world = World::new().await;
    let mut expected = Vec::new();
    for _ in 0..5 {
        world.pool.clock.advance_seconds(1);
        expected.push(world.register().await);
    }
    let (mut seen, mut next) = (Vec::new(), Value::Null);
    for size in [2, 2, 1] {
        let page = world
            .list(json!({ "MaxResults": 2, "NextToken": next }))
            .await;
        let rows = page["Credentials"].as_array().unwrap();
        assert_eq!(rows.len(), size);
        seen.extend(rows.iter().map(|row| row["CredentialId"].clone()));
        next = page["NextToken"].clone();
    }
    assert_eq!(seen, expected);
    assert!(next.is_null());
}

#[tokio::test]
async fn limits_are_those_of_the_model() {
    let world = World::new().await;
    for members in [json!({ "MaxResults": 21 }), json!({ "NextToken": "%%" })] {
        let mut request = members;
        request["AccessToken"] = world.token.clone();
        let refused = world.pool.call("ListWebAuthnCredentials", request).await;
        assert_eq!(refused.error().0, "InvalidParameterException");
    }
}

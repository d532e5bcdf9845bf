//! What a sign-in still asks for, as pages.

use serde_json::json;

use crate::page_world::{Person, to, world};
use crate::pool;
use crate::world::World;

fn challenge(world: &World, name: &str, parameters: &serde_json::Value) {
    world.pool.on(
        "InitiateAuth",
        json!({"ChallengeName": name, "Session": "pool-session-1", "ChallengeParameters": parameters}),
    );
}

#[tokio::test]
async fn a_challenge_is_a_page_and_ends_in_a_session() {
    let world = world().await;
    challenge(
        &world,
        "SMS_MFA",
        &json!({"CODE_DELIVERY_DESTINATION": "+*******0100"}),
    );
    let mut person = Person::default();
    let answer = person
        .fill(
            &world,
            "/login?return_to=%2Fprotected",
            &[("email", "user@example.com"), ("password", "Test123456")],
        )
        .await;
    assert_eq!(to(&answer), "/mfa");
    assert!(person.cookie("poolgate").is_none());
    let page = person.open(&world, "/mfa").await.ok();
    assert!(page.text.contains("+*******0100"), "{}", page.text);
    world.pool.refuse(
        "RespondToAuthChallenge",
        "CodeMismatchException",
        "Invalid code",
    );
    let answer = person.fill(&world, "/mfa", &[("code", "000000")]).await;
    assert_eq!(answer.status, 400);
    let answer = person.fill(&world, "/mfa", &[("code", "")]).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.text.contains("Fill in this field."),
        "{}",
        answer.text
    );
    world.pool.on("RespondToAuthChallenge", pool::tokens());
    let answer = person.fill(&world, "/mfa", &[("code", "123 456")]).await;
    assert_eq!(to(&answer), "/protected");
    let given = world.pool.last();
    assert_eq!(given["ChallengeResponses"]["SMS_MFA_CODE"], "123456");
    assert!(person.cookie("poolgate").is_some());
    assert!(person.cookie("poolgate-page").is_none(), "the step is over");
    let answer = person.open(&world, "/mfa").await;
    assert_eq!(to(&answer), "/account/mfa");
}

#[tokio::test]
async fn a_step_of_another_browser_or_a_changed_one_counts_for_nothing() {
    let world = world().await;
    challenge(&world, "SOFTWARE_TOKEN_MFA", &json!({}));
    let mut person = Person::default();
    person.sign_in(&world).await;
    let step = person.cookie("poolgate-page").expect("a step").to_owned();
    assert!(!step.contains("user@example.com") && !step.contains("pool-session"));
    for changed in [format!("{step}A"), step[1..].to_owned(), "x".repeat(100)] {
        let mut other = Person::default();
        other.set_cookie("poolgate-page", &changed);
        let answer = other.open(&world, "/mfa").await;
        assert_eq!(to(&answer), "/login");
    }
}

#[tokio::test]
async fn every_challenge_has_its_page() {
    for (name, parameters, shown, fields, response) in [
        (
            "NEW_PASSWORD_REQUIRED",
            json!({"requiredAttributes": "[\"userAttributes.name\"]"}),
            "new-password",
            vec![("password", "Test123456"), ("name", "Ada")],
            "NEW_PASSWORD",
        ),
        (
            "SELECT_MFA_TYPE",
            json!({"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"SOFTWARE_TOKEN_MFA\"]"}),
            "Authenticator app",
            vec![("answer", "SOFTWARE_TOKEN_MFA")],
            "ANSWER",
        ),
        (
            "EMAIL_OTP",
            json!({"CODE_DELIVERY_DESTINATION": "u***@e***"}),
            "u***@e***",
            vec![("code", "12345678")],
            "EMAIL_OTP_CODE",
        ),
        (
            "SOFTWARE_TOKEN_MFA",
            json!({}),
            "authenticator app",
            vec![("code", "123456")],
            "SOFTWARE_TOKEN_MFA_CODE",
        ),
        (
            "WEB_AUTHN",
            json!({"CREDENTIAL_REQUEST_OPTIONS": "{\"challenge\":\"abc\"}"}),
            "data-passkey=\"get\"",
            vec![("credential", "{}")],
            "CREDENTIAL",
        ),
        (
            "CUSTOM_CHALLENGE",
            json!({}),
            "Enter the code",
            vec![("code", "blue")],
            "ANSWER",
        ),
    ] {
        let world = world().await;
        challenge(&world, name, &parameters);
        let mut person = Person::default();
        person.sign_in(&world).await;
        let page = person.open(&world, "/mfa").await.ok();
        assert!(page.text.contains(shown), "{name}: {}", page.text);
        let answer = person.fill(&world, "/mfa", &fields).await;
        assert_eq!(to(&answer), "/account", "{name}");
        let given = world.pool.last();
        assert_eq!(given["ChallengeName"], name);
        assert!(
            given["ChallengeResponses"].get(response).is_some(),
            "{name}: {given}"
        );
        if name == "NEW_PASSWORD_REQUIRED" {
            assert_eq!(given["ChallengeResponses"]["userAttributes.name"], "Ada");
        }
    }
}

#[tokio::test]
async fn a_choice_of_the_password_is_a_page_of_its_own() {
    let world = world().await;
    world.pool.on("InitiateAuth", json!({
        "ChallengeName": "SELECT_CHALLENGE", "Session": "s", "AvailableChallenges": ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]
    }));
    let mut person = Person::default();
    let answer = person
        .fill(
            &world,
            "/login",
            &[("email", "user@example.com"), ("factor", "passkey")],
        )
        .await;
    assert_eq!(to(&answer), "/mfa");
    let page = person.open(&world, "/mfa").await.ok();
    assert!(!page.text.contains("PASSWORD_SRP"), "{}", page.text);
    let answer = person.fill(&world, "/mfa", &[("answer", "PASSWORD")]).await;
    assert_eq!(to(&answer), "/mfa");
    let answer = person
        .fill(&world, "/mfa", &[("password", "Test123456")])
        .await;
    assert_eq!(to(&answer), "/account");
    let given = &world.pool.last()["ChallengeResponses"];
    assert_eq!(
        (&given["ANSWER"], &given["PASSWORD"]),
        (&json!("PASSWORD"), &json!("Test123456"))
    );
}

#[tokio::test]
async fn an_app_is_set_up_in_the_sign_in() {
    let world = world().await;
    challenge(
        &world,
        "MFA_SETUP",
        &json!({"MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]"}),
    );
    world.pool.on(
        "AssociateSoftwareToken",
        json!({"SecretCode": "JBSWY3DPEHPK3PXP", "Session": "s2"}),
    );
    world.pool.on(
        "VerifySoftwareToken",
        json!({"Status": "SUCCESS", "Session": "s3"}),
    );
    let mut person = Person::default();
    person.sign_in(&world).await;
    let page = person.open(&world, "/mfa").await.ok();
    assert!(page.text.contains("JBSW Y3DP EHPK 3PXP"), "{}", page.text);
    let picture = person.open(&world, "/mfa/qr.svg").await.ok();
    assert_eq!(picture.header("content-type"), Some("image/svg+xml"));
    let answer = person.fill(&world, "/mfa", &[("code", "123456")]).await;
    assert_eq!(to(&answer), "/account");
    // Without the step nobody sees the secret.
    let answer = Person::default().open(&world, "/mfa/qr.svg").await;
    assert_eq!(answer.status, 404);
    challenge(
        &world,
        "MFA_SETUP",
        &json!({"MFAS_CAN_SETUP": "[\"SMS_MFA\"]"}),
    );
    let mut other = Person::default();
    other.sign_in(&world).await;
    let page = other.open(&world, "/mfa").await.ok();
    assert!(
        page.text.contains("none can be set up here"),
        "{}",
        page.text
    );
}

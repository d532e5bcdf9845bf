//! What functions are told of sign-ins on devices, and with passkeys.

use poolgate_testkit::{Authenticator, PASSWORD, TestDevice, TestPool, TestTriggers};
use serde_json::{Value, json};

use super::custom_auth::{self, FUNCTIONS};

const TOLD: [&str; 2] = ["PostAuthentication", "PreTokenGeneration"];

/// A pool that remembers every device, with these functions.
async fn pool(functions: &[&str], flows: &[&str]) -> TestPool {
    let mut settings = TestTriggers::config(functions);
    settings["DeviceConfiguration"] = json!({ "ChallengeRequiredOnNewDevice": true });
    let factors = json!({ "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"] });
    settings["Policies"] = json!({ "SignInPolicy": factors });
    TestPool::with(settings, json!({ "ExplicitAuthFlows": flows })).await
}

/// Source and `newDeviceUsed` of each event since the last look.
fn told(pool: &TestPool) -> Vec<(String, Value)> {
    let events = pool.triggers.events().into_iter();
    let told = events.map(|event| {
        let source = event["triggerSource"].as_str().unwrap().to_owned();
        (source, event["request"]["newDeviceUsed"].clone())
    });
    told.collect()
}

fn expected(source: &str, new: bool) -> Vec<(String, Value)> {
    let post = "PostAuthentication_Authentication".to_owned();
    vec![(post, json!(new)), (source.to_owned(), Value::Null)]
}

/// The device of a first sign-in, confirmed.
async fn confirmed(pool: &TestPool, tokens: &Value) -> TestDevice {
    let device = TestDevice::of(tokens);
    pool.confirm_device(tokens, &device).await.ok();
    device
}

async fn sign_in_on(pool: &TestPool, device: &TestDevice) -> Value {
    let request = json!({
        "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PASSWORD": PASSWORD, "DEVICE_KEY": device.key }
    });
    pool.call("InitiateAuth", request).await.ok()
}

#[tokio::test]
async fn functions_are_told_once_the_device_has_proved_itself() {
    let flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let pool = pool(&TOLD, &flows).await;
    let ada = pool.user("ada").await;
    let tokens = pool.sign_in(&ada).await;
    assert_eq!(
        told(&pool),
        expected("TokenGeneration_Authentication", true)
    );
    let device = confirmed(&pool, &tokens).await;
    let asked = sign_in_on(&pool, &device).await;
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    assert!(told(&pool).is_empty(), "nobody is signed in yet");
    pool.prove_device("ada", &device).await.ok();
    assert_eq!(
        told(&pool),
        expected("TokenGeneration_AuthenticateDevice", false)
    );
}

#[tokio::test]
async fn a_device_proves_itself_after_the_challenges_of_functions_too() {
    let flows = [
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ];
    let pool = pool(&FUNCTIONS, &flows).await;
    custom_auth::script(&pool);
    let ada = pool.user("ada").await;
    let tokens = pool.sign_in(&ada).await;
    let device = confirmed(&pool, &tokens).await;
    let challenge = custom_auth::begin(&pool, "ada").await.ok();
    let responses = json!({ "USERNAME": "ada", "ANSWER": "42", "DEVICE_KEY": device.key });
    let session = Some(&challenge["Session"]);
    let asked = pool
        .respond("CUSTOM_CHALLENGE", session, responses)
        .await
        .ok();
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    let done = pool.prove_device("ada", &device).await.ok();
    assert!(done["AuthenticationResult"]["AccessToken"].is_string());
}

#[tokio::test]
async fn functions_are_told_of_a_sign_in_with_a_passkey() {
    let flows = [
        "ALLOW_USER_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ];
    let pool = pool(&TOLD, &flows).await;
    let ada = pool.user("ada").await;
    let tokens = pool.sign_in(&ada).await;
    let request = json!({
        "UserPoolId": pool.pool_id, "WebAuthnConfiguration": { "RelyingPartyId": "localhost" }
    });
    pool.admin("SetUserPoolMfaConfig", request).await.ok();
    let mut authenticator = Authenticator::at("http://localhost:3000");
    let mut request = json!({ "AccessToken": tokens["AccessToken"] });
    let options = pool
        .call("StartWebAuthnRegistration", request.clone())
        .await
        .ok();
    request["Credential"] = authenticator.create(&options["CredentialCreationOptions"]);
    pool.call("CompleteWebAuthnRegistration", request)
        .await
        .ok();
    told(&pool);

    let request = json!({
        "AuthFlow": "USER_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PREFERRED_CHALLENGE": "WEB_AUTHN" }
    });
    let asked = pool.call("InitiateAuth", request).await.ok();
    let options = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str();
    let options = serde_json::from_str(options.unwrap()).unwrap();
    let credential = authenticator.get(&options).to_string();
    let responses = json!({ "USERNAME": "ada", "CREDENTIAL": credential });
    pool.respond("WEB_AUTHN", Some(&asked["Session"]), responses)
        .await
        .ok();
    assert_eq!(
        told(&pool),
        expected("TokenGeneration_Authentication", true)
    );
}

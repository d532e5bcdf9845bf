//! Sign-ins with a passkey.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_testkit::{Authenticator, PASSWORD, TestPool};
use serde_json::{Value, json};

use super::mfa_world::NOT_AUTHORIZED;
use super::passkey_world::{ORIGIN, World, configure, prefer, request_options};

const WRONG: (&str, &str) = (NOT_AUTHORIZED, "Incorrect username or password.");
const USED: (&str, &str) = (
    NOT_AUTHORIZED,
    "Invalid session for the user, session can only be used once.",
);

#[tokio::test]
async fn the_browser_is_asked_and_its_answer_signs_in() {
    let mut world = World::new().await;
    let id = world.register().await;
    let asked = world.asked().await;
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"])
    );
    let mut options = request_options(&asked);
    let challenge = options["challenge"].take();
    assert_eq!(
        URL_SAFE_NO_PAD
            .decode(challenge.as_str().unwrap())
            .unwrap()
            .len(),
        32
    );
    assert_eq!(
        options,
        json!({
            "challenge": null, "timeout": 180_000, "rpId": "example.com",
            "allowCredentials": [
                { "type": "public-key", "id": id, "transports": ["hybrid", "internal"] }
            ],
            "userVerification": "preferred"
        })
    );
    let done = world.sign_in().await.ok();
    assert_eq!(done["ChallengeParameters"], json!({}));
    let claims = TestPool::claims(&done["AuthenticationResult"]["AccessToken"]);
    assert_eq!(claims["username"], "ada");
}

#[tokio::test]
async fn every_kind_of_passkey_signs_in_again_and_again() {
    let mut world = World::new().await;
    for (algorithm, counts, is_synced) in
        [(-7, true, false), (-257, true, false), (-7, false, true)]
    {
        world.authenticator = Authenticator::at(ORIGIN);
        world.authenticator.algorithm = algorithm;
        world.authenticator.counts = counts;
        world.authenticator.is_synced = is_synced;
        world.register().await;
        for _ in 0..3 {
            world.sign_in().await.ok();
        }
    }
}

#[tokio::test]
async fn passkeys_survive_a_restart() {
    let mut world = World::new().await;
    world.register().await;
    world.sign_in().await.ok();
    world.pool = world.pool.restart();
    world.sign_in().await.ok();
}

#[tokio::test]
async fn the_choice_can_be_answered_with_a_passkey_in_one_step_or_two() {
    let mut world = World::new().await;
    world.register().await;
    let choice = world.ask("ada", json!({})).await.ok();
    assert_eq!(choice["ChallengeName"], "SELECT_CHALLENGE");
    let credential = world
        .authenticator
        .get(&request_options(&choice))
        .to_string();
    let answer = json!({ "ANSWER": "WEB_AUTHN", "CREDENTIAL": credential });
    let done = world
        .respond("SELECT_CHALLENGE", &choice, answer)
        .await
        .ok();
    assert!(done["AuthenticationResult"].is_object());

    let choice = world.ask("ada", json!({})).await.ok();
    let answer = json!({ "ANSWER": "WEB_AUTHN" });
    let asked = world
        .respond("SELECT_CHALLENGE", &choice, answer)
        .await
        .ok();
    assert_eq!(asked["ChallengeName"], "WEB_AUTHN");
    assert_ne!(
        request_options(&asked)["challenge"],
        request_options(&choice)["challenge"]
    );
    let credential = world.authenticator.get(&request_options(&asked));
    world.answer(&asked, &credential).await.ok();
}

#[tokio::test]
async fn a_user_without_a_passkey_is_not_asked_for_one() {
    let world = World::new().await;
    let asked = world.ask("ada", prefer()).await.ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
    assert_eq!(asked["ChallengeParameters"], json!({}));
    let answer = json!({ "ANSWER": "WEB_AUTHN" });
    let refused = world.respond("SELECT_CHALLENGE", &asked, answer).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}

#[tokio::test]
async fn r49_a_challenge_counts_once_whether_the_proof_holds_or_not_and_expires() {
    let mut world = World::new().await;
    world.register().await;
    let asked = world.asked().await;
    let options = request_options(&asked);
    let credential = world.authenticator.get(&options);
    world.answer(&asked, &credential).await.ok();
    let again = world.authenticator.get(&options);
    assert_eq!(world.answer(&asked, &again).await.error(), USED);

    let asked = world.asked().await;
    let options = request_options(&asked);
    world.authenticator.origin = "https://example.net".to_owned();
    let wrong = world.authenticator.get(&options);
    assert_eq!(world.answer(&asked, &wrong).await.error(), WRONG);
    world.authenticator.origin = ORIGIN.to_owned();
    let right = world.authenticator.get(&options);
    assert_eq!(world.answer(&asked, &right).await.error(), USED);

    let asked = world.asked().await;
    let credential = world.authenticator.get(&request_options(&asked));
    world.pool.clock.advance_seconds(180);
    let late = (
        NOT_AUTHORIZED,
        "Invalid session for the user, session is expired.",
    );
    assert_eq!(world.answer(&asked, &credential).await.error(), late);
}

#[tokio::test]
async fn r45_an_answer_belongs_to_its_session_and_its_user() {
    let mut world = World::new().await;
    world.register().await;
    let (one, other) = (world.asked().await, world.asked().await);
    let credential = world.authenticator.get(&request_options(&one));
    assert_eq!(world.answer(&other, &credential).await.error(), WRONG);

    world.pool.user("eve").await;
    let named = json!({ "USERNAME": "eve", "CREDENTIAL": credential.to_string() });
    let refused = world.respond("WEB_AUTHN", &one, named).await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Invalid session for the user.")
    );
    let out_of_order = json!({ "PASSWORD": PASSWORD });
    let refused = world.respond("PASSWORD", &one, out_of_order).await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Invalid session for the user.")
    );
}

#[tokio::test]
async fn what_does_not_prove_the_passkey_is_refused() {
    let mut world = World::new().await;
    world.register().await;
    let changes: [fn(&mut Authenticator); 5] = [
        |it| it.origin = "https://example.net".to_owned(),
        |it| it.is_framed = true,
        |it| it.other_rp_id = Some("example.net".to_owned()),
        |it| it.is_present = false,
        |it| it.is_synced = true,
    ];
    for change in changes {
        change(&mut world.authenticator);
        assert_eq!(world.sign_in().await.error(), WRONG);
        let passkeys = std::mem::take(&mut world.authenticator.passkeys);
        world.authenticator = Authenticator::at(ORIGIN);
        world.authenticator.passkeys = passkeys;
    }
    let sub = world.authenticator.passkeys[0].user_handle.clone();
    "YWRh".clone_into(&mut world.authenticator.passkeys[0].user_handle);
    assert_eq!(
        world.sign_in().await.error(),
        WRONG,
        "another user's handle"
    );
    world.authenticator.passkeys[0].user_handle = sub;
    world.sign_in().await.ok();
}

#[tokio::test]
async fn a_copy_of_the_authenticator_is_noticed() {
    let mut world = World::new().await;
    world.register().await;
    for _ in 0..3 {
        world.sign_in().await.ok();
    }
    world.authenticator.passkeys[0].count = 1;
    assert_eq!(world.sign_in().await.error(), WRONG);
}

#[tokio::test]
async fn the_passkey_of_another_user_does_not_do() {
    let mut world = World::new().await;
    world.register().await;
    let eve = world.pool.user("eve").await;
    let theirs = world.pool.sign_in(&eve).await["AccessToken"].take();
    let own = std::mem::replace(&mut world.token, theirs);
    world.register().await;
    world.token = own;
    let asked = world.asked().await;
    let credential = world.authenticator.get_with(1, &request_options(&asked));
    assert_eq!(world.answer(&asked, &credential).await.error(), WRONG);
}

#[tokio::test]
async fn what_is_no_credential_leaves_the_challenge_alone() {
    let mut world = World::new().await;
    world.register().await;
    let asked = world.asked().await;
    for bad in [
        "{}",
        "[]",
        "text",
        "{\"id\":\"YQ\",\"type\":\"public-key\"}",
    ] {
        let refused = world
            .respond("WEB_AUTHN", &asked, json!({ "CREDENTIAL": bad }))
            .await;
        assert_eq!(
            refused.error(),
            ("InvalidParameterException", "Invalid credential.")
        );
    }
    let missing = world.respond("WEB_AUTHN", &asked, json!({})).await;
    assert_eq!(
        missing.error(),
        (
            "InvalidParameterException",
            "Missing required parameter CREDENTIAL"
        )
    );
    let credential = world.authenticator.get(&request_options(&asked));
    world.answer(&asked, &credential).await.ok();
}

#[tokio::test]
async fn passkeys_of_another_relying_party_do_not_count() {
    let mut world = World::new().await;
    world.register().await;
    configure(
        &world.pool,
        json!({ "RelyingPartyId": "example.net" }),
        json!({}),
    )
    .await;
    let asked = world.ask("ada", prefer()).await.ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    let listed = world.list(json!({})).await;
    assert_eq!(listed["Credentials"][0]["RelyingPartyId"], "example.com");
}

#[tokio::test]
async fn r40_nobody_is_asked_as_somebody_is() {
    let client = json!({ "PreventUserExistenceErrors": "ENABLED" });
    let settings = json!({ "RelyingPartyId": "example.com" });
    let mut world = World::with(settings, client).await;
    world.register().await;
    let somebody = world.asked().await;
    let (mut with, mut without) = (None, 0);
    for number in 0..40 {
        let name = format!("nobody{number}");
        let asked = world.ask(&name, prefer()).await.ok();
        let again = world.ask(&name, prefer()).await.ok();
        assert_eq!(asked["AvailableChallenges"], again["AvailableChallenges"]);
        if asked["ChallengeName"] == "WEB_AUTHN" {
            let ids = |asked| request_options(asked)["allowCredentials"].take();
            assert_eq!(ids(&asked), ids(&again), "always the same passkey");
            with = Some((name, asked));
        } else {
            without += 1;
        }
    }
    // Some seem to have one, as some users have one.
    assert!((5..=35).contains(&without), "{without}");
    let (name, asked) = with.expect("one of them");
    let shape = |asked: &Value| {
        let mut options = request_options(asked);
        options["challenge"] = Value::Null;
        options["allowCredentials"][0]["id"] = Value::Null;
        options
    };
    assert_eq!(shape(&asked), shape(&somebody));
    let length = |asked: &Value| asked["Session"].as_str().unwrap().len();
    assert!(length(&asked).abs_diff(length(&somebody)) <= 4);
    let credential = world
        .authenticator
        .get_with(0, &request_options(&asked))
        .to_string();
    let answer = json!({ "USERNAME": name, "CREDENTIAL": credential });
    let refused = world.respond("WEB_AUTHN", &asked, answer.clone()).await;
    assert_eq!(refused.error(), WRONG);
    let refused = world.respond("WEB_AUTHN", &asked, answer).await;
    assert_eq!(refused.error(), USED);
}

#[tokio::test]
async fn a_disabled_user_does_not_sign_in() {
    let mut world = World::new().await;
    world.register().await;
    let asked = world.asked().await;
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "ada" });
    world.pool.admin("AdminDisableUser", request).await.ok();
    let credential = world.authenticator.get(&request_options(&asked));
    let disabled = (NOT_AUTHORIZED, "User is disabled.");
    assert_eq!(world.answer(&asked, &credential).await.error(), disabled);
    assert_eq!(world.ask("ada", prefer()).await.error(), disabled);
}

#[tokio::test]
async fn an_administrator_may_carry_the_answer() {
    let mut world = World::new().await;
    world.register().await;
    let pool = json!({ "UserPoolId": world.pool.pool_id, "ClientId": world.pool.client_id });
    let mut request = pool.clone();
    request["AuthFlow"] = json!("USER_AUTH");
    request["AuthParameters"] = json!({ "USERNAME": "ada", "PREFERRED_CHALLENGE": "WEB_AUTHN" });
    let asked = world.pool.admin("AdminInitiateAuth", request).await.ok();
    let credential = world
        .authenticator
        .get(&request_options(&asked))
        .to_string();
    let mut request = pool;
    request["ChallengeName"] = json!("WEB_AUTHN");
    request["Session"] = asked["Session"].clone();
    request["ChallengeResponses"] = json!({ "USERNAME": "ada", "CREDENTIAL": credential });
    let done = world
        .pool
        .admin("AdminRespondToAuthChallenge", request)
        .await
        .ok();
    assert!(done["AuthenticationResult"]["RefreshToken"].is_string());
}

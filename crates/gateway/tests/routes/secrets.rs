//! What must not get out: secrets in logs; and the client secret, which must go along.

use serde_json::{Value, json};

use crate::log;
use crate::pool::tokens;
use crate::world::{Answer, World, get, post, post_raw, send, send_json, with_header};

const PASSWORD: &str = "Mark-of-a-password-1";
const NEW_PASSWORD: &str = "Mark-of-a-new-password-1";
const PERSON: &str = "Mark-of-a-person";
const CODE: &str = "987654";
const REFRESH: &str = "mark-of-a-refresh-token";
const CLIENT_SECRET: &str = "markofaclientsecret";
const POOL_SESSION: &str = "mark-of-a-pool-session";

/// One request, whatever its answer: a pool that refuses everything with one exception makes no sense.
async fn ask(world: &World, path: &str, body: Value, token: Option<&str>) -> Answer {
    let mut request = post(path, &body);
    if let Some(token) = token {
        request = with_header(request, "authorization", &format!("Bearer {token}"));
    }
    send(world.router(), request).await
}

/// One of each request; the secrets that came up on the way.
async fn full_run(world: &World) -> Vec<String> {
    let email = "user@example.com";
    let token = crate::token::access(&json!({}));
    let mut secrets = vec![token.rsplit('.').next().expect("a signature").to_owned()];
    let credentials = json!({"email": email, "password": PASSWORD});
    let name = json!({"email": email});
    let code = json!({"email": email, "code": CODE, "new_password": NEW_PASSWORD});
    let change = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
    let refresh = json!({"refresh_token": REFRESH});
    ask(world, "/auth/signup", credentials.clone(), None).await;
    ask(world, "/auth/confirm", code.clone(), None).await;
    ask(world, "/auth/resend-code", name.clone(), None).await;
    let answer = ask(world, "/auth/login", credentials, None).await;
    if let Some(session) = answer.body["challenge"]["session"].as_str() {
        secrets.push(session.to_owned());
        let body = json!({
            "session": session, "name": "NEW_PASSWORD_REQUIRED",
            "responses": {"NEW_PASSWORD": NEW_PASSWORD}
        });
        ask(world, "/auth/challenge", body, None).await;
    }
    ask(world, "/auth/refresh", refresh.clone(), None).await;
    ask(world, "/auth/forgot-password", name, None).await;
    ask(world, "/auth/reset-password", code, None).await;
    ask(world, "/auth/change-password", change, Some(&token)).await;
    let verify = json!({"attribute": "email", "code": CODE});
    ask(world, "/auth/attributes/verify", verify, Some(&token)).await;
    let start = json!({"attribute": "email"});
    ask(world, "/auth/attributes/verify/start", start, Some(&token)).await;
    let profile = json!({"attributes": {"name": PERSON}, "password": PASSWORD});
    ask(world, "/profile", profile, Some(&token)).await;
    let delete = json!({"password": PASSWORD});
    let delete = send_json(http::Method::DELETE, "/auth/account", &delete);
    let bearer = format!("Bearer {token}");
    send(
        world.router(),
        with_header(delete, "authorization", &bearer),
    )
    .await;
    for path in [
        "/auth/me",
        "/me",
        "/profile",
        &format!("/me?access_token={token}"),
    ] {
        let request = with_header(get(path), "authorization", &format!("Bearer {token}"));
        send(world.router(), request).await;
    }
    ask(world, "/auth/logout", refresh, Some(&token)).await;
    ask(world, "/auth/logout", json!({}), Some(&token)).await;
    let broken = format!(r#"{{"password": "{PASSWORD}"#);
    let request = post_raw("/auth/login", "application/json", broken);
    send(world.router(), request).await;
    secrets
}

async fn confidential() -> World {
    let world =
        World::with(|config| config.client.client_secret = Some(CLIENT_SECRET.into())).await;
    let mut answer = tokens();
    answer["AuthenticationResult"]["RefreshToken"] = json!(REFRESH);
    world.pool.on("RespondToAuthChallenge", answer);
    world.pool.on(
        "InitiateAuth",
        json!({"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": POOL_SESSION, "ChallengeParameters": {}}),
    );
    world
}

#[tokio::test]
async fn r58_a_full_run_leaves_no_secret_in_the_log() {
    log::listen();
    let world = confidential().await;
    let mut secrets = full_run(&world).await;
    for (exception, message) in [
        ("NotAuthorizedException", "Incorrect username or password."),
        ("InternalErrorException", "Something went wrong"),
        (
            "InvalidParameterException",
            "1 validation error detected: Value at 'password' failed to satisfy constraint",
        ),
        (
            "NotAuthorizedException",
            "Unable to verify secret hash for client 1example",
        ),
    ] {
        world.pool.refuse_all(exception, message);
        secrets.extend(full_run(&world).await);
    }
    let log = log::heard();
    assert!(
        log.contains("POST /auth/login 200"),
        "the log is really captured: {log}"
    );
    let hash = poolgate_crypto::secret_hash(
        "user@example.com",
        crate::token::CLIENT_ID,
        &CLIENT_SECRET.into(),
    );
    let fixed = [
        PASSWORD,
        NEW_PASSWORD,
        PERSON,
        CODE,
        REFRESH,
        CLIENT_SECRET,
        POOL_SESSION,
        hash.as_str(),
    ];
    for secret in fixed.into_iter().chain(secrets.iter().map(String::as_str)) {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}

#[tokio::test]
async fn r35_every_call_of_a_confidential_client_carries_its_proof() {
    let world = confidential().await;
    full_run(&world).await;
    let calls = world.pool.calls();
    let mut proved = 0;
    for call in &calls {
        let text = call.body.to_string();
        match call.operation.as_str() {
            // The access token alone speaks here.
            "GetUser"
            | "GlobalSignOut"
            | "ChangePassword"
            | "UpdateUserAttributes"
            | "GetUserAttributeVerificationCode"
            | "VerifyUserAttribute" => continue,
            "GetTokensFromRefreshToken" | "RevokeToken" => {
                assert_eq!(call.body["ClientSecret"], CLIENT_SECRET);
            }
            _ => assert!(
                text.contains("SecretHash") || text.contains("SECRET_HASH"),
                "{}",
                call.operation
            ),
        }
        proved += 1;
    }
    assert_eq!(proved, 10, "{:?}", world.pool.operations());
}

#[tokio::test]
async fn r35_a_wrong_client_secret_is_our_fault_and_loud() {
    log::listen();
    let world = World::new().await;
    for message in [
        "Unable to verify secret hash for client 1example",
        "Client 1example is configured with secret but SECRET_HASH was not received",
        "SecretHash does not match for the client: 1example",
    ] {
        world
            .pool
            .refuse("InitiateAuth", "NotAuthorizedException", message);
        let body = json!({"email": "user@example.com", "password": "x"});
        let answer = world.post("/auth/login", body).await;
        assert_eq!(answer.refusal(), (500, "misconfigured"));
        assert!(
            !answer.text.contains("ecret"),
            "nothing internal: {}",
            answer.text
        );
    }
    let text = log::heard();
    let loud = text
        .lines()
        .filter(|line| line.contains("ERROR") && line.contains("THE SETTINGS DO NOT FIT"));
    assert_eq!(loud.count(), 3);
}

#[tokio::test]
async fn a_failure_is_logged_with_its_cause_and_id_and_told_without() {
    log::listen();
    let world = World::new().await;
    world.pool.refuse(
        "InitiateAuth",
        "InvalidLambdaResponseException",
        "Unrecognizable lambda output",
    );
    let body: Value = json!({"email": "user@example.com", "password": "x"});
    let answer = world.post("/auth/login", body).await;
    assert_eq!(answer.refusal(), (502, "pool_error"));
    assert!(!answer.text.contains("lambda"));
    let text = log::heard();
    let id = answer.header("x-request-id").expect("an id");
    assert!(text.lines().any(|line| line.contains("ERROR")
        && line.contains("Unrecognizable lambda output")
        && line.contains(id)));
}

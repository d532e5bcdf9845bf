//! `POST /oauth2/token` with a code.

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;
use http::header::{CONTENT_TYPE, HOST};
use poolgate_testkit::TestPool;
use serde_json::json;

use super::world::{CHALLENGE, VERIFIER, World, browser, header, refused};

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn r36_the_tokens_say_what_was_granted() {
    let world = World::new().await;
    world.pool.clock.advance_seconds(30);
    let code = world
        .code(&[("nonce", "n-0S6"), ("scope", "openid email")])
        .await;
    let answer = world.exchange(&code, &[]).await;
    assert_eq!(
        answer.headers["content-type"],
        "application/json;charset=UTF-8"
    );
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(answer.headers.contains_key("x-amz-cognito-request-id"));
    let tokens = answer.ok();
    let names: Vec<&String> = tokens.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "id_token",
            "access_token",
            "refresh_token",
            "expires_in",
            "token_type"
        ]
    );
    assert_eq!(
        (&tokens["expires_in"], &tokens["token_type"]),
        (&json!(3600), &json!("Bearer"))
    );

    let id = TestPool::claims(&tokens["id_token"]);
    let access = TestPool::claims(&tokens["access_token"]);
    assert_eq!(id["aud"], world.pool.client_id.as_str());
    assert_eq!(id["nonce"], "n-0S6");
    assert_eq!(id["email"], "ada@example.com");
    assert_eq!(id["email_verified"], true);
    assert_eq!(id["sub"], world.user.sub.as_str());
    let hash = digest(&SHA256, tokens["access_token"].as_str().unwrap().as_bytes());
    assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]));
    assert_eq!(access["version"], 2);
    assert_eq!(access["scope"], "openid email");
    assert_eq!(access["client_id"], world.pool.client_id.as_str());
    assert_eq!(id["origin_jti"], access["origin_jti"]);
    let signed_in = id["iat"].as_i64().unwrap() - id["auth_time"].as_i64().unwrap();
    assert_eq!(signed_in, 30, "when the browser signed in");
    assert_ne!(
        header(&tokens["id_token"])["kid"],
        header(&tokens["access_token"])["kid"]
    );
}

#[tokio::test]
async fn without_openid_there_is_no_id_token_and_scopes_open_attributes() {
    let world = World::new().await;
    let code = world
        .code(&[("scope", "aws.cognito.signin.user.admin")])
        .await;
    let tokens = world.exchange(&code, &[]).await.ok();
    assert!(tokens.get("id_token").is_none());
    let read = json!({ "AccessToken": tokens["access_token"] });
    world.pool.call("GetUser", read).await.ok();

    let code = world.code(&[("scope", "openid")]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let id = TestPool::claims(&tokens["id_token"]);
    assert_eq!(id["email"], "ada@example.com", "openid alone opens all");
    let read = json!({ "AccessToken": tokens["access_token"] });
    assert_eq!(
        world.pool.call("GetUser", read).await.error(),
        (
            "NotAuthorizedException",
            "Access Token does not have required scopes"
        )
    );

    let code = world.code(&[("scope", "openid profile")]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    assert!(TestPool::claims(&tokens["id_token"]).get("email").is_none());
}

#[tokio::test]
async fn r24_a_code_counts_once_and_a_second_use_ends_what_the_first_gave() {
    let world = World::new().await;
    let code = world.code(&[]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    assert_eq!(refused(&world.exchange(&code, &[]).await), invalid_grant());
    let info = world.user_info(&tokens["access_token"]).await;
    assert_eq!(info.status, 401, "revoked");
    let refresh = vec![
        ("grant_type", "refresh_token".to_owned()),
        ("client_id", world.pool.client_id.clone()),
        (
            "refresh_token",
            tokens["refresh_token"].as_str().unwrap().to_owned(),
        ),
    ];
    let refreshed = world.post("/oauth2/token", &refresh, None).await;
    assert_eq!(refused(&refreshed), invalid_grant());
}

#[tokio::test]
async fn f17_of_many_that_race_for_one_code_one_gets_tokens_and_they_end() {
    let world = World::new().await;
    for _ in 0..4 {
        let code = world.code(&[]).await;
        let tries = (0..50).map(|_| world.exchange(&code, &[]));
        let answers = futures::future::join_all(tries).await;
        let (won, lost): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!(won.len(), 1);
        assert!(lost.iter().all(|answer| refused(answer) == invalid_grant()));
        let info = world.user_info(&won[0].body["access_token"]).await;
        assert_eq!(info.status, 401);
    }
}

#[tokio::test]
async fn r25_a_code_counts_for_five_minutes() {
    let world = World::new().await;
    let (early, late) = (world.code(&[]).await, world.code(&[]).await);
    world.pool.clock.advance_seconds(299);
    world.exchange(&early, &[]).await.ok();
    world.pool.clock.advance_seconds(1);
    assert_eq!(refused(&world.exchange(&late, &[]).await), invalid_grant());
}

#[tokio::test]
async fn r26_a_code_counts_for_its_client_and_address_alone() {
    let world = World::new().await;
    let mut other = super::world::client();
    other["UserPoolId"] = json!(world.pool.pool_id);
    other["ClientName"] = json!("other");
    let other = world.pool.admin("CreateUserPoolClient", other).await.ok();
    let other = other["UserPoolClient"]["ClientId"].as_str().unwrap();

    let code = world.code(&[]).await;
    let stolen = world.exchange(&code, &[("client_id", other)]).await;
    assert_eq!(refused(&stolen), invalid_grant());
    world.exchange(&code, &[]).await.ok();

    for redirect_uri in ["https://app.example.com/other?x=1", ""] {
        let code = world.code(&[]).await;
        let elsewhere = world
            .exchange(&code, &[("redirect_uri", redirect_uri)])
            .await;
        assert_eq!(refused(&elsewhere), invalid_grant());
        let burnt = world.exchange(&code, &[]).await;
        assert_eq!(
            refused(&burnt),
            invalid_grant(),
            "a failed exchange uses it up"
        );
    }
    assert_eq!(
        refused(&world.exchange("nonsense", &[]).await),
        invalid_grant()
    );
}

#[tokio::test]
async fn r28_the_proof_key_must_fit() {
    let world = World::new().await;
    let pkce = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let code = world.code(&pkce).await;
    world
        .exchange(&code, &[("code_verifier", VERIFIER)])
        .await
        .ok();
    let other = "x".repeat(43);
    let short = &VERIFIER[..42];
    let long = "x".repeat(129);
    for verifier in [other.as_str(), short, long.as_str(), CHALLENGE, ""] {
        let code = world.code(&pkce).await;
        let answer = world.exchange(&code, &[("code_verifier", verifier)]).await;
        assert_eq!(refused(&answer), invalid_grant(), "{verifier}");
    }
    let code = world.code(&[]).await;
    let downgraded = world.exchange(&code, &[("code_verifier", VERIFIER)]).await;
    assert_eq!(refused(&downgraded), invalid_grant());
}

#[tokio::test]
async fn r35_a_confidential_client_proves_its_secret() {
    let world = World::with(json!({ "GenerateSecret": true })).await;
    let id = world.pool.client_id.clone();
    let secret = world.pool.client_secret.clone().unwrap();
    let form = |code: &str, more: &[(&'static str, &str)]| {
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("redirect_uri", super::world::CALLBACK.to_owned()),
            ("code", code.to_owned()),
        ];
        form.extend(
            more.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        form
    };
    let good = format!("{id}:{secret}");
    let code = world.code(&[]).await;
    world
        .post("/oauth2/token", &form(&code, &[]), Some(&good))
        .await
        .ok();
    let code = world.code(&[]).await;
    let body = [
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
    ];
    world
        .post("/oauth2/token", &form(&code, &body), None)
        .await
        .ok();

    let code = world.code(&[]).await;
    let without = form(&code, &[("client_id", &id)]);
    let wrong = format!("{id}:{}", "x".repeat(secret.len()));
    let unknown = format!("unknown:{secret}");
    for (form, basic, description) in [
        (without.clone(), None, None),
        (
            form(&code, &[]),
            Some(wrong.as_str()),
            Some("invalid_client_secret"),
        ),
        (form(&code, &[]), Some(unknown.as_str()), None),
    ] {
        let answer = world.post("/oauth2/token", &form, basic).await;
        assert_eq!(refused(&answer), (400, "invalid_client".to_owned()));
        assert_eq!(answer.body["error_description"].as_str(), description);
    }
    let both = world
        .post("/oauth2/token", &form(&code, &body), Some(&good))
        .await;
    assert_eq!(refused(&both), (400, "invalid_request".to_owned()));
    // Nobody who fails to prove who it is uses a code up.
    world
        .post("/oauth2/token", &form(&code, &[]), Some(&good))
        .await
        .ok();

    let strict = World {
        pool: world.pool.with_strict_oauth(),
        user: world.user,
        cookie: world.cookie,
    };
    let answer = strict.post("/oauth2/token", &without, None).await;
    assert_eq!(refused(&answer), (401, "invalid_client".to_owned()));
    assert!(answer.headers.contains_key("www-authenticate"));
}

#[tokio::test]
async fn what_is_malformed_gets_the_errors_of_the_rfc() {
    let world = World::new().await;
    let id = ("client_id", world.pool.client_id.clone());
    for (form, error) in [
        (vec![id.clone()], "invalid_request"),
        (
            vec![id.clone(), ("grant_type", "password".to_owned())],
            "unsupported_grant_type",
        ),
        (
            vec![id.clone(), ("grant_type", "authorization_code".to_owned())],
            "invalid_request",
        ),
        (
            vec![id.clone(), ("grant_type", "refresh_token".to_owned())],
            "invalid_request",
        ),
        (
            vec![("grant_type", "refresh_token".to_owned())],
            "invalid_request",
        ),
        (
            vec![
                id.clone(),
                id.clone(),
                ("grant_type", "refresh_token".to_owned()),
            ],
            "invalid_request",
        ),
    ] {
        let answer = world.post("/oauth2/token", &form, None).await;
        assert_eq!(refused(&answer), (400, error.to_owned()), "{form:?}");
    }
    let path = format!("/{}/oauth2/token", world.pool.pool_id);
    let json = Request::post(&path)
        .header(HOST, "localhost")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(
        refused(&world.pool.send(json).await),
        (400, "invalid_request".to_owned())
    );
    let get = Request::get(&path)
        .header(HOST, "localhost")
        .body(Body::empty())
        .unwrap();
    assert_eq!(world.pool.send(get).await.status, 405);
}

#[tokio::test]
async fn a_client_without_the_code_grant_gets_no_tokens_for_codes() {
    let world = World::new().await;
    let code = world.code(&[]).await;
    let mut settings = super::world::client();
    settings["UserPoolId"] = json!(world.pool.pool_id);
    settings["ClientId"] = json!(world.pool.client_id);
    settings["AllowedOAuthFlows"] = json!(["implicit"]);
    world
        .pool
        .admin("UpdateUserPoolClient", settings)
        .await
        .ok();
    let answer = world.exchange(&code, &[]).await;
    assert_eq!(refused(&answer), (400, "unauthorized_client".to_owned()));
}

#[tokio::test]
async fn a_client_must_be_able_to_read_all_of_a_scope() {
    let world = World::with(json!({ "ReadAttributes": ["email"] })).await;
    let code = world.code(&[("scope", "openid email")]).await;
    assert_eq!(refused(&world.exchange(&code, &[]).await), invalid_grant());
    let code = world.code(&[("scope", "openid")]).await;
    world.exchange(&code, &[]).await.ok();
}

#[tokio::test]
async fn codes_and_cookies_do_not_lie_open_in_the_database() {
    let world = World::new().await;
    let code = world.code(&[]).await;
    let cookie = browser(&world.pool, &world.user).await;
    let bytes = world.pool.database_bytes();
    for secret in [code, cookie] {
        assert!(
            !bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes())
        );
    }
}

#[tokio::test]
async fn a_resource_is_the_audience_of_the_access_token_also_after_a_refresh() {
    let world = World::new().await;
    let code = world.code(&[("resource", "https://api.example.com")]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let aud = |tokens: &serde_json::Value| TestPool::claims(&tokens["access_token"])["aud"].clone();
    assert_eq!(aud(&tokens), "https://api.example.com");
    assert_eq!(
        TestPool::claims(&tokens["id_token"])["aud"],
        world.pool.client_id.as_str()
    );
    let refresh = vec![
        ("grant_type", "refresh_token".to_owned()),
        ("client_id", world.pool.client_id.clone()),
        (
            "refresh_token",
            tokens["refresh_token"].as_str().unwrap().to_owned(),
        ),
    ];
    let refreshed = world.post("/oauth2/token", &refresh, None).await.ok();
    assert_eq!(aud(&refreshed), "https://api.example.com");
}

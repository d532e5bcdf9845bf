//! `GET /oauth2/authorize`.

use serde_json::json;

use super::world::{CALLBACK, CHALLENGE, World, location, parameter};

#[tokio::test]
async fn r31_a_signed_in_browser_gets_a_code_and_its_state_unchanged() {
    let world = World::new().await;
    let answer = world.ask(&world.request(), Some(&world.cookie)).await;
    let address = location(&answer);
    assert!(
        address.starts_with(&format!("{CALLBACK}?code=")),
        "{address}"
    );
    assert_eq!(parameter(&address, "state").as_deref(), Some("s t&te="));
    let code = parameter(&address, "code").unwrap();
    assert_eq!(code.split('-').count(), 5, "a UUID");
    assert_eq!(answer.headers["referrer-policy"], "no-referrer");
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn whoever_is_not_signed_in_goes_to_the_sign_in_page_with_the_same_query() {
    let world = World::new().await;
    for cookie in [None, Some("nonsense")] {
        let address = location(&world.ask(&world.request(), cookie).await);
        let page = format!(
            "/{}/login?response_type=code&client_id=",
            world.pool.pool_id
        );
        assert!(address.starts_with(&page), "{address}");
        assert_eq!(parameter(&address, "state").as_deref(), Some("s t&te="));
    }
}

#[tokio::test]
async fn a_sign_in_counts_for_an_hour_and_for_its_own_pool() {
    let world = World::new().await;
    let other = World::new().await;
    let foreign = other.ask(&other.request(), Some(&world.cookie)).await;
    assert!(location(&foreign).contains("/login?"));
    world.pool.clock.advance_seconds(3599);
    assert!(world.authorize(&world.request()).await.contains("code="));
    world.pool.clock.advance_seconds(1);
    assert!(world.authorize(&world.request()).await.contains("/login?"));
}

#[tokio::test]
async fn prompt_and_max_age_decide_whether_the_user_is_asked() {
    let world = World::new().await;
    let with = |name: &'static str, value: &str| {
        let mut request = world.request();
        request.push((name, value.to_owned()));
        request
    };
    let silent = world.ask(&with("prompt", "none"), None).await;
    assert_eq!(
        location(&silent),
        format!("{CALLBACK}?state=s+t%26te%3D&error=login_required")
    );
    assert!(
        world
            .authorize(&with("prompt", "none"))
            .await
            .contains("code=")
    );
    for asked in ["login", "select_account", "login consent"] {
        let address = world.authorize(&with("prompt", asked)).await;
        assert!(address.contains("/login?"), "{asked}: {address}");
    }
    world.pool.clock.advance_seconds(60);
    assert!(
        world
            .authorize(&with("max_age", "59"))
            .await
            .contains("/login?")
    );
    assert!(
        world
            .authorize(&with("max_age", "60"))
            .await
            .contains("code=")
    );
    for bad in [
        ("prompt", "none login"),
        ("prompt", "other"),
        ("max_age", "soon"),
    ] {
        let address = world.authorize(&with(bad.0, bad.1)).await;
        assert_eq!(
            parameter(&address, "error").as_deref(),
            Some("invalid_request")
        );
    }
}

#[tokio::test]
async fn the_client_hears_of_what_is_wrong_in_its_request() {
    let world = World::with(json!({ "AllowedOAuthFlows": ["code"] })).await;
    for (change, error, description) in [
        (("response_type", ""), "invalid_request", None),
        (
            ("response_type", "code token"),
            "unsupported_response_type",
            None,
        ),
        (
            ("scope", "openid other"),
            "invalid_request",
            Some("invalid_scope"),
        ),
        (
            ("scope", "openid offline_access"),
            "invalid_request",
            Some("invalid_scope"),
        ),
        (("scope", "email"), "invalid_request", Some("invalid_scope")),
        (("resource", "api"), "invalid_target", None),
        (
            ("resource", "http://api.example.com"),
            "invalid_target",
            None,
        ),
        (
            ("resource", "https://api.example.com#x"),
            "invalid_target",
            None,
        ),
        (("code_challenge", CHALLENGE), "invalid_request", None),
        (("code_challenge_method", "S256"), "invalid_request", None),
    ] {
        let mut request = world.request();
        request.retain(|(name, _)| *name != change.0);
        request.push((change.0, change.1.to_owned()));
        let address = world.authorize(&request).await;
        assert!(
            address.starts_with(&format!("{CALLBACK}?")),
            "{change:?}: {address}"
        );
        assert_eq!(
            parameter(&address, "error").as_deref(),
            Some(error),
            "{change:?}"
        );
        assert_eq!(
            parameter(&address, "error_description").as_deref(),
            description
        );
        assert_eq!(parameter(&address, "state").as_deref(), Some("s t&te="));
    }
}

#[tokio::test]
async fn r29_only_s256_is_a_method_and_strict_pools_want_it_of_public_clients() {
    let world = World::new().await;
    let with = |challenge: &str, method: &str| {
        let mut request = world.request();
        request.push(("code_challenge", challenge.to_owned()));
        request.push(("code_challenge_method", method.to_owned()));
        request
    };
    for (challenge, method) in [(CHALLENGE, "plain"), ("short", "S256"), ("a+b", "S256")] {
        let address = world.authorize(&with(challenge, method)).await;
        assert_eq!(
            parameter(&address, "error").as_deref(),
            Some("invalid_request")
        );
    }
    assert!(
        world
            .authorize(&with(CHALLENGE, "S256"))
            .await
            .contains("code=")
    );
    assert!(world.authorize(&world.request()).await.contains("code="));
    let strict = World {
        pool: world.pool.with_strict_oauth(),
        user: world.user,
        cookie: world.cookie,
    };
    let address = strict.authorize(&strict.request()).await;
    assert_eq!(
        parameter(&address, "error").as_deref(),
        Some("invalid_request")
    );
}

#[tokio::test]
async fn r30_the_implicit_grant_is_only_for_clients_that_allow_it() {
    let world = World::with(json!({ "AllowedOAuthFlows": ["code"] })).await;
    let mut request = world.request();
    request[0].1 = "token".to_owned();
    let address = world.authorize(&request).await;
    assert_eq!(
        address,
        format!("{CALLBACK}#state=s+t%26te%3D&error=unauthorized_client")
    );
    let world = World::new().await;
    let mut request = world.request();
    request[0].1 = "token".to_owned();
    let address = world.authorize(&request).await;
    assert!(
        address.starts_with(&format!("{CALLBACK}#id_token=")),
        "{address}"
    );
    assert_eq!(parameter(&address, "token_type").as_deref(), Some("bearer"));
    assert_eq!(parameter(&address, "expires_in").as_deref(), Some("3600"));
    assert_eq!(parameter(&address, "refresh_token"), None);
    request.push(("scope", "aws.cognito.signin.user.admin".to_owned()));
    let address = world.authorize(&request).await;
    assert!(
        address.starts_with(&format!("{CALLBACK}#access_token=")),
        "{address}"
    );
}

#[tokio::test]
async fn what_comes_twice_is_refused() {
    let world = World::new().await;
    let mut request = world.request();
    request.push(("state", "other".to_owned()));
    let address = world.authorize(&request).await;
    let page = format!("/{}/error?error=invalid_request", world.pool.pool_id);
    assert_eq!(address, page);
}

#[tokio::test]
async fn a_disabled_user_is_not_signed_in_any_more() {
    let world = World::new().await;
    let which = json!({ "UserPoolId": world.pool.pool_id, "Username": "ada" });
    world.pool.admin("AdminDisableUser", which).await.ok();
    assert!(world.authorize(&world.request()).await.contains("/login?"));
}

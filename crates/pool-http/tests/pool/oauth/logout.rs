//! `GET /logout`.

use super::world::{CALLBACK, World, encoded, location};

async fn logout(world: &World, parameters: &[(&str, &str)]) -> poolgate_testkit::Answer {
    let pairs: Vec<(&str, String)> = parameters
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let path = format!("/logout?{}", encoded(&pairs));
    world.get(&path, Some(&world.cookie)).await
}

#[tokio::test]
async fn the_browser_is_signed_out_and_goes_back_to_the_application() {
    let world = World::new().await;
    let id = world.pool.client_id.clone();
    let bye = "https://app.example.com/bye";
    let answer = logout(
        &world,
        &[("client_id", &id), ("logout_uri", bye), ("state", "x")],
    )
    .await;
    assert_eq!(location(&answer), bye, "other parameters do not count");
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.starts_with("cognito=;") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    // The cookie that somebody kept is worth nothing.
    assert!(world.authorize(&world.request()).await.contains("/login?"));
}

#[tokio::test]
async fn or_to_the_sign_in_page() {
    let world = World::new().await;
    let id = world.pool.client_id.clone();
    let answer = logout(
        &world,
        &[
            ("client_id", &id),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
        ],
    )
    .await;
    let address = location(&answer);
    assert!(address.starts_with(&format!("/{}/login?client_id=", world.pool.pool_id)));
}

#[tokio::test]
async fn r37_only_registered_addresses_are_gone_to_and_nobody_is_signed_out_by_others() {
    let world = World::new().await;
    let id = world.pool.client_id.clone();
    for parameters in [
        vec![
            ("client_id", id.as_str()),
            ("logout_uri", "https://app.example.com/bye/"),
        ],
        vec![
            ("client_id", &id),
            ("logout_uri", "https://app.example.com/bye?x=1"),
        ],
        vec![
            ("client_id", &id),
            ("logout_uri", "https://evil.example.com/"),
        ],
        vec![("client_id", &id), ("logout_uri", CALLBACK)],
        vec![
            ("client_id", &id),
            ("redirect_uri", "https://evil.example.com"),
            ("response_type", "code"),
        ],
        vec![("client_id", &id), ("redirect_uri", CALLBACK)],
        vec![("client_id", &id)],
        vec![
            ("client_id", "unknown"),
            ("logout_uri", "https://app.example.com/bye"),
        ],
        vec![("logout_uri", "https://app.example.com/bye")],
    ] {
        let address = location(&logout(&world, &parameters).await);
        let page = format!("/{}/error?error=redirect_mismatch", world.pool.pool_id);
        assert!(address.starts_with(&page), "{parameters:?}: {address}");
    }
    assert!(world.authorize(&world.request()).await.contains("code="));
}

#[tokio::test]
async fn r37_strict_pools_sign_out_by_a_button_or_an_id_token() {
    let world = World::new().await;
    let code = world.code(&[]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let world = World {
        pool: world.pool.with_strict_oauth(),
        user: world.user,
        cookie: world.cookie,
    };
    let id = world.pool.client_id.clone();
    let bye = "https://app.example.com/bye";
    let good = [("client_id", id.as_str()), ("logout_uri", bye)];
    for hint in [
        None,
        Some(&tokens["access_token"]),
        Some(&serde_json::json!("nonsense")),
    ] {
        let mut parameters = good.to_vec();
        if let Some(hint) = hint {
            parameters.push(("id_token_hint", hint.as_str().unwrap()));
        }
        let address = location(&logout(&world, &parameters).await);
        let page = format!("/{}/signout?client_id=", world.pool.pool_id);
        assert!(address.starts_with(&page), "{address}");
        let shown = world
            .get(
                &address[world.pool.pool_id.len() + 1..],
                Some(&world.cookie),
            )
            .await;
        assert_eq!(shown.status, 200);
        assert!(shown.text.contains("<form method=\"post\""));
    }
    let strict = world.request();
    let mut pkce = strict.clone();
    pkce.push(("code_challenge", super::world::CHALLENGE.to_owned()));
    pkce.push(("code_challenge_method", "S256".to_owned()));
    assert!(
        world.authorize(&pkce).await.contains("code="),
        "still signed in"
    );
    let mut hinted = good.to_vec();
    hinted.push(("id_token_hint", tokens["id_token"].as_str().unwrap()));
    assert_eq!(location(&logout(&world, &hinted).await), bye);
    assert!(world.authorize(&pkce).await.contains("/login?"));
}

#[tokio::test]
async fn r37_the_button_signs_out_and_only_ours_does() {
    use axum::body::Body;
    use http::Request;
    use http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};

    const TOKEN: &str = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef";
    let world = World::new().await;
    let world = World {
        pool: world.pool.with_strict_oauth(),
        user: world.user,
        cookie: world.cookie,
    };
    let bye = "https%3A%2F%2Fapp.example.com%2Fbye";
    let path = format!(
        "/{}/signout?client_id={}&logout_uri={bye}",
        world.pool.pool_id, world.pool.client_id
    );
    let post = |csrf: &'static str, origin: &'static str| {
        Request::post(&path)
            .header(HOST, "localhost:9229")
            .header(ORIGIN, origin)
            .header(
                COOKIE,
                format!("XSRF-TOKEN={TOKEN}; cognito={}", world.cookie),
            )
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("_csrf={csrf}")))
            .unwrap()
    };
    for (csrf, origin) in [
        ("other", "http://localhost:9229"),
        (TOKEN, "https://evil.example.com"),
    ] {
        assert_eq!(world.pool.send(post(csrf, origin)).await.status, 403);
    }
    let done = world.pool.send(post(TOKEN, "http://localhost:9229")).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert!(
        done.text
            .contains("https:&#x2f;&#x2f;app.example.com&#x2f;bye")
            || done.text.contains("https://app.example.com/bye")
    );
    let cookies: Vec<_> = done.headers.get_all("set-cookie").iter().collect();
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.to_str().unwrap().starts_with("cognito=;"))
    );
}

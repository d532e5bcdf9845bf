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

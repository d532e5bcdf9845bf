//! To which addresses browsers are sent: R27's table in full.

use serde_json::json;

use super::world::{CALLBACK, World, location};

#[tokio::test]
async fn r27_no_other_address_than_the_clients_own_is_ever_gone_to() {
    let world = World::new().await;
    let page = format!("/{}/error?error=redirect_mismatch", world.pool.pool_id);
    for uri in [
        "https://app.example.com/callbac",
        "https://app.example.com/callback2",
        "https://app.example.com/callback/",
        "https://app.example.com/callback?extra=1",
        "https://app.example.com/callback#fragment",
        "https://user@app.example.com/callback",
        "https://app.example.com@evil.example.com/callback",
        "https://app.example.com.evil.example.com/callback",
        "https://APP.example.com/callback",
        "https://app.example.com/Callback",
        "https://app.example.com/x/../callback",
        "https://app.example.com/%63allback",
        "https://app.example.com%2fcallback",
        "https://app.example.com:443/callback",
        "http://app.example.com/callback",
        "//app.example.com/callback",
        "/callback",
        "javascript:alert(1)//https://app.example.com/callback",
        "data:text/html,https://app.example.com/callback",
        " https://app.example.com/callback",
        "https://app.example.com/callback\n",
        "https://app.example.com/callback\u{0}",
        "https://app.example.com/other",
        "",
    ] {
        let mut request = world.request();
        request[2].1 = uri.to_owned();
        for cookie in [None, Some(world.cookie.as_str())] {
            let answer = world.ask(&request, cookie).await;
            let address = location(&answer);
            assert!(address.starts_with(&page), "{uri:?} leads to {address}");
        }
    }
    let mut request = world.request();
    request.retain(|(name, _)| *name != "redirect_uri");
    assert!(world.authorize(&request).await.starts_with(&page));
    let page = world.get("/error?error=redirect_mismatch", None).await;
    assert_eq!(page.status, 400);
}

#[tokio::test]
async fn a_registered_address_with_a_query_keeps_it() {
    let world = World::new().await;
    let mut request = world.request();
    request[2].1 = "https://app.example.com/other?x=1".to_owned();
    let address = world.authorize(&request).await;
    assert!(address.starts_with("https://app.example.com/other?x=1&code="));
}

#[tokio::test]
async fn nothing_is_sent_to_clients_that_are_unknown_or_may_not_use_oauth() {
    let world = World::new().await;
    let mut request = world.request();
    request[1].1 = "unknown".to_owned();
    let address = world.authorize(&request).await;
    assert!(address.contains("/error?error=redirect_mismatch&client_id=unknown"));

    let other = World::new().await;
    request[1].1 = other.pool.client_id.clone();
    let address = world.authorize(&request).await;
    assert!(
        address.contains("/error?error=redirect_mismatch"),
        "of another pool"
    );

    let off = World::with(json!({ "AllowedOAuthFlowsUserPoolClient": false })).await;
    let address = off.authorize(&off.request()).await;
    assert!(address.contains("/error?"), "{address}");
    assert!(!address.contains(CALLBACK));
}

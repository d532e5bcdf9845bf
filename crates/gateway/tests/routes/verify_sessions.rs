//! `GET /auth/verify` by the session of a browser.

use axum::body::Body;
use http::Request;
use poolgate_gateway::{Access, Config, Rights, Rule};

use crate::session_world::Tab;
use crate::token;
use crate::world::{World, get, with_header};

/// Requests of tests come from 192.0.2.1. With forwarding headers and no public URL the cookie is the encrypted one.
fn behind_a_proxy(config: &mut Config) {
    config.public_url = Some("https://app.example.com".to_owned());
    config.trusted_proxies = vec!["192.0.2.1".parse().expect("an address")];
    let rule = |path: &str, access| Rule {
        path: path.parse().expect("a path"),
        methods: Vec::new(),
        access,
        verification: None,
    };
    let staff = Rights {
        groups: vec!["staff".to_owned()],
        scopes: Vec::new(),
    };
    config.rules = vec![
        rule("/open", Access::Public),
        rule("/admin/**", Access::SignedIn(staff)),
    ];
}

fn asked(headers: &[(&'static str, &str)]) -> Request<Body> {
    headers
        .iter()
        .fold(get("/auth/verify"), |request, (name, value)| {
            with_header(request, name, value)
        })
}

const PAGE: (&str, &str) = ("accept", "text/html,*/*;q=0.8");
const METHOD: (&str, &str) = ("x-forwarded-method", "GET");

#[tokio::test]
async fn r61_a_session_passes_with_its_own_identity_and_no_forged_one() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    let forged = ("x-auth-request-user", "admin");
    let request = asked(&[METHOD, ("x-forwarded-uri", "/page"), forged]);
    let answer = world.send(tab.with(request)).await.ok();
    assert_eq!(answer.header("x-auth-request-user"), Some(token::SUB));
    assert_eq!(answer.header("x-auth-request-groups"), Some("admins"));
    let stale = Tab(format!("__Host-poolgate={}", "A".repeat(64)));
    let request = asked(&[METHOD, ("x-forwarded-uri", "/open"), forged]);
    let answer = world.send(stale.with(request)).await.ok();
    assert_eq!(
        answer.header("x-auth-request-user"),
        Some(""),
        "an old cookie is nobody's"
    );
}

#[tokio::test]
async fn r61_tricky_paths_and_missing_groups_do_not_pass_by_cookie_either() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    for (path, code) in [
        ("//admin", "forbidden"),
        ("/open/../admin", "forbidden"),
        ("/open/%2e%2e/admin", "forbidden"),
        ("/open;/../admin", "forbidden"),
        ("/admin/users", "insufficient_scope"),
        ("/%61dmin", "insufficient_scope"),
    ] {
        let request = asked(&[METHOD, ("x-forwarded-uri", path), PAGE]);
        let answer = world.send(tab.with(request)).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.header("location").is_none(), "{path} {code}");
    }
}

#[tokio::test]
async fn a_page_leads_to_the_sign_in_and_back_and_a_call_is_told() {
    let world = World::with_data(behind_a_proxy).await;
    let uri = ("x-forwarded-uri", "/page?x=1&y=%2F");
    let back = "/login?return_to=%2Fpage%3Fx%3D1%26y%3D%252F";
    let answer = world.send(asked(&[METHOD, uri, PAGE])).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (302, Some(back))
    );
    for header in [("accept", "application/json"), ("sec-fetch-mode", "cors")] {
        let answer = world.send(asked(&[METHOD, uri, header])).await;
        assert_eq!(answer.refusal(), (401, "token_missing"), "{header:?}");
        assert!(answer.header("location").is_none());
    }
    let answer = world
        .send(asked(&[("x-forwarded-method", "POST"), uri, PAGE]))
        .await;
    assert_eq!(answer.status, 401, "a form that was sent is not sent again");
    for name in ["x-original-url", "x-original-uri"] {
        let answer = world.send(asked(&[METHOD, (name, uri.1), PAGE])).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (401, Some(back)),
            "nginx"
        );
    }
    let whole = ("x-original-url", "https://app.example.com/page?x=1&y=%2F");
    let answer = world.send(asked(&[METHOD, whole, PAGE])).await;
    assert_eq!(answer.header("location"), Some(back));
}

#[tokio::test]
async fn r61_nobody_is_sent_back_to_another_host() {
    let world = World::with_data(|config| {
        behind_a_proxy(config);
        config.rules.clear();
    })
    .await;
    for path in [
        "//evil.example/x",
        "/\\evil.example",
        "https:evil.example",
        "evil.example",
    ] {
        let answer = world
            .send(asked(&[METHOD, ("x-forwarded-uri", path), PAGE]))
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (401, None),
            "{path}"
        );
    }
}

#[tokio::test]
async fn r60_who_is_no_trusted_proxy_gets_no_redirect() {
    let world = World::with_data(|config| {
        behind_a_proxy(config);
        config.rules.clear();
        config.trusted_proxies.clear();
    })
    .await;
    let answer = world
        .send(asked(&[METHOD, ("x-forwarded-uri", "/page"), PAGE]))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (401, None)
    );
}

//! `GET /auth/verify`: who may pass to an application behind a proxy.

use axum::body::Body;
use http::Request;
use poolgate_gateway::{Access, Config, Cors, Method, Rights, Rule};
use serde_json::{Value, json};

use crate::token;
use crate::world::{Answer, World, get, with_header};

fn rule(path: &str, methods: &[Method], access: Access) -> Rule {
    Rule {
        path: path.parse().expect("a path"),
        methods: methods.to_vec(),
        access,
        verification: None,
    }
}

fn groups(names: &[&str]) -> Access {
    Access::SignedIn(Rights {
        groups: names.iter().map(|name| (*name).to_owned()).collect(),
        scopes: Vec::new(),
    })
}

/// Requests of tests come from 192.0.2.1.
fn behind_a_proxy(config: &mut Config) {
    config.trusted_proxies = vec!["192.0.2.1".parse().expect("an address")];
    config.rules = vec![
        rule("/api/open", &[Method::GET], Access::Public),
        rule("/admin/**", &[], groups(&["staff", "ops"])),
        rule("/api/**", &[], Access::SignedIn(Rights::default())),
    ];
}

fn bearer(request: Request<Body>, claims: &Value) -> Request<Body> {
    let value = format!("Bearer {}", token::access(claims));
    with_header(request, "authorization", &value)
}

fn asked(method: &str, path: &str) -> Request<Body> {
    let request = get("/auth/verify");
    let request = with_header(request, "x-forwarded-method", method);
    with_header(request, "x-forwarded-uri", path)
}

async fn ask(world: &World, method: &str, path: &str, claims: Option<&Value>) -> Answer {
    let request = asked(method, path);
    let request = match claims {
        Some(claims) => bearer(request, claims),
        None => request,
    };
    world.send(request).await
}

#[tokio::test]
async fn a_token_passes_with_the_identity_in_headers() {
    let world = World::new().await;
    let claims = json!({"cognito:groups": ["admins", "a,b"], "username": "user@example.com"});
    let answer = world.send(bearer(get("/auth/verify"), &claims)).await.ok();
    assert_eq!(answer.header("x-auth-request-user"), Some(token::SUB));
    assert_eq!(
        answer.header("x-auth-request-email"),
        Some("user@example.com")
    );
    assert_eq!(answer.header("x-auth-request-groups"), Some("admins,a%2Cb"));
    assert_eq!(
        answer.header("x-auth-request-preferred-username"),
        Some("user@example.com")
    );
    assert!(answer.text.is_empty());
    assert!(world.pool.calls().is_empty(), "a hot path asks nobody");
}

#[tokio::test]
async fn nobody_does_not_pass() {
    let world = World::new().await;
    let answer = world.get("/auth/verify").await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn the_first_rule_decides_and_without_one_a_user_must_be_signed_in() {
    let world = World::with(behind_a_proxy).await;
    let user = json!({});
    let admin = json!({"cognito:groups": ["ops"]});
    for (method, path, claims, status) in [
        ("GET", "/api/open", None, 200),
        ("POST", "/api/open", None, 401),
        ("POST", "/api/open", Some(&user), 200),
        ("GET", "/api/customers?page=2", None, 401),
        ("GET", "/api/customers?page=2", Some(&user), 200),
        ("GET", "/admin", Some(&user), 403),
        ("GET", "/admin/users", Some(&admin), 200),
        ("GET", "/elsewhere", None, 401),
        ("GET", "/elsewhere", Some(&user), 200),
    ] {
        let answer = ask(&world, method, path, claims).await;
        assert_eq!(answer.status, status, "{method} {path} {claims:?}");
    }
}

#[tokio::test]
async fn r14_a_missing_group_or_scope_is_403_and_tells_nothing_of_the_token() {
    let world = World::with(behind_a_proxy).await;
    let claims = json!({"cognito:groups": ["users"], "username": "MARK"});
    let answer = ask(&world, "GET", "/admin", Some(&claims)).await;
    assert_eq!(answer.refusal(), (403, "insufficient_scope"));
    assert!(!answer.text.contains("MARK") && !answer.text.contains("users"));
    let world = World::new().await;
    for (query, status) in [
        ("groups=users", 200),
        ("groups=admins,users", 200),
        ("groups=admins", 403),
        ("scopes=aws.cognito.signin.user.admin", 200),
        ("scopes=aws.cognito.signin.user.admin,reports/read", 403),
        ("groups=users&scopes=reports/read", 403),
    ] {
        let request = get(&format!("/auth/verify?{query}"));
        let answer = world.send(bearer(request, &claims)).await;
        assert_eq!(answer.status, status, "{query}");
    }
}

#[tokio::test]
async fn the_query_narrows_a_public_path_too() {
    let world = World::with(behind_a_proxy).await;
    let request = get("/auth/verify?groups=admins");
    let request = with_header(request, "x-forwarded-method", "GET");
    let request = with_header(request, "x-forwarded-uri", "/api/open");
    assert_eq!(world.send(request).await.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn r61_a_forged_identity_is_overwritten_and_a_tricky_path_refused() {
    let world = World::with(behind_a_proxy).await;
    let request = with_header(asked("GET", "/api/open"), "x-auth-request-user", "admin");
    let answer = world.send(request).await.ok();
    for name in ["user", "email", "groups", "preferred-username"] {
        let name = format!("x-auth-request-{name}");
        assert_eq!(answer.header(&name), Some(""), "{name}");
    }
    for name in ["x_auth_request_user", "x-auth_request-groups"] {
        let request = with_header(asked("GET", "/api/open"), name, "admin");
        let answer = world.send(bearer(request, &json!({}))).await;
        assert_eq!(answer.refusal(), (403, "forbidden"), "{name}");
    }
    let user = json!({});
    for path in [
        "//admin",
        "/api/../admin",
        "/api/%2e%2e/admin",
        "/api;/../admin",
        "/api/open/..%2fadmin",
        "/%61dmin%2f",
    ] {
        let answer = ask(&world, "GET", path, Some(&user)).await;
        assert_eq!(answer.refusal(), (403, "forbidden"), "{path}");
    }
    let answer = ask(&world, "GET", "/%61dmin", Some(&user)).await;
    assert_eq!(answer.refusal(), (403, "insufficient_scope"));
}

#[tokio::test]
async fn r60_the_original_request_counts_from_a_trusted_proxy_only() {
    let world = World::with(|config| {
        behind_a_proxy(config);
        config.trusted_proxies = vec!["192.0.2.99".parse().expect("an address")];
    })
    .await;
    let answer = ask(&world, "GET", "/api/open", Some(&json!({}))).await;
    assert_eq!(answer.refusal(), (403, "forbidden"));
}

/// Envoy asks with the original method, and a preflight of a browser looks like any OPTIONS.
#[tokio::test]
async fn r62_an_options_that_a_proxy_asks_about_is_not_a_preflight() {
    let origins = ["https://app.example.com".to_owned()];
    for cors in [Cors::None, Cors::Any, Cors::Origins(origins.to_vec())] {
        let world = World::with(|config| {
            behind_a_proxy(config);
            config.cors = cors.clone();
        })
        .await;
        for (path, status) in [
            ("/auth/verify/api/customers", 401),
            ("/auth/verify/", 401),
            ("/auth/verify", 405),
        ] {
            let mut request = with_header(get(path), "origin", &origins[0]);
            request = with_header(request, "access-control-request-method", "POST");
            *request.method_mut() = Method::OPTIONS;
            assert_eq!(world.send(request).await.status, status, "{path} {cors:?}");
        }
        let mut request = bearer(get("/auth/verify/api/customers"), &json!({}));
        *request.method_mut() = Method::OPTIONS;
        world.send(request).await.ok();
    }
}

#[tokio::test]
async fn envoy_says_method_and_path_in_its_own_way() {
    let world = World::with(behind_a_proxy).await;
    let admin = json!({"cognito:groups": ["ops"]});
    for (method, path, claims, status) in [
        (Method::GET, "/api/open?x=1", None, 200),
        (Method::POST, "/api/open", None, 401),
        (Method::DELETE, "/admin/users", Some(&admin), 200),
        (Method::GET, "/admin/users", Some(&json!({})), 403),
        (Method::GET, "/admin?groups=ghosts", Some(&admin), 200),
        (
            Method::GET,
            "/api/open/..%2f..%2fadmin",
            Some(&json!({})),
            403,
        ),
        (Method::GET, "//admin", Some(&json!({})), 403),
        (Method::GET, "/", Some(&json!({})), 200),
    ] {
        let mut request = get(&format!("/auth/verify{path}"));
        *request.method_mut() = method;
        let request = match claims {
            Some(claims) => bearer(request, claims),
            None => request,
        };
        let answer = world.send(request).await;
        assert_eq!(answer.status, status, "{path} {claims:?}");
    }
}

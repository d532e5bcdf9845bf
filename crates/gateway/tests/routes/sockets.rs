//! WebSockets of guarded applications: whose handshake passes `/auth/verify`, by cookie and by ticket.

use axum::body::Body;
use futures::future::join_all;
use http::Request;
use poolgate_gateway::{Access, Config, Cors, Lifetimes, Rights, Rule, Verification};
use serde_json::json;

use crate::session_world::{OWN, Tab};
use crate::token;
use crate::world::{Answer, World, get, post, sign_in, with_header};

const EVIL: (&str, &str) = ("origin", "https://evil.example");
const KEY: (&str, &str) = ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");

/// Requests of tests come from 192.0.2.1.
pub(crate) fn behind_a_proxy(config: &mut Config) {
    config.trusted_proxies = vec!["192.0.2.1".parse().expect("an address")];
    config.public_url = Some(OWN.to_owned());
}

fn with(request: Request<Body>, headers: &[(&'static str, &str)]) -> Request<Body> {
    let add = |request, (name, value): &(&'static str, &str)| with_header(request, name, value);
    headers.iter().fold(request, add)
}

/// A handshake as nginx asks about it: without Upgrade.
fn handshake(uri: &str, headers: &[(&'static str, &str)]) -> Request<Body> {
    let request = with(get("/auth/verify"), headers);
    let url = format!("{OWN}{uri}");
    with(
        request,
        &[KEY, ("x-original-method", "GET"), ("x-original-url", &url)],
    )
}

async fn ticket(world: &World, tab: &Tab) -> String {
    let answer = tab.post(world, "/auth/socket-ticket", json!({})).await.ok();
    assert_eq!(answer.body["expires_in"], 30);
    let ticket = answer.body["ticket"].as_str().expect("a ticket");
    ticket.to_owned()
}

async fn open(world: &World, ticket: &str) -> Answer {
    let uri = format!("/ws?room=1&ticket={ticket}");
    world.send(handshake(&uri, &[EVIL])).await
}

#[tokio::test]
async fn r23_a_session_opens_a_socket_from_our_own_pages_alone() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    let answer = world
        .send(tab.with(handshake("/ws", &[("origin", OWN)])))
        .await
        .ok();
    assert_eq!(answer.header("x-auth-request-user"), Some(token::SUB));
    for headers in [
        [EVIL].as_slice(),
        &[("origin", "null")],
        &[("origin", OWN), ("origin", "https://evil.example")],
        &[("origin", "http://localhost:8000.evil.example")],
        // A page says its origin, so what says none is no page, and has the cookie from elsewhere.
        &[],
        &[("sec-fetch-site", "same-origin")],
        &[("origin", OWN), ("sec-fetch-site", "cross-site")],
    ] {
        let answer = world.send(tab.with(handshake("/ws", headers))).await;
        assert_eq!(answer.refusal(), (403, "cross_origin"), "{headers:?}");
    }
    for sign in [
        ("sec-websocket-version", "13"),
        ("upgrade", "websocket"),
        KEY,
    ] {
        let request = with(get("/auth/verify"), &[sign, EVIL]);
        let answer = world.send(tab.with(request)).await;
        assert_eq!(answer.refusal(), (403, "cross_origin"), "{sign:?}");
    }
}

#[tokio::test]
async fn r23_origins_that_cors_lists_open_sockets_and_any_origin_does_not() {
    let listed = Cors::Origins(vec!["https://app.example.com".to_owned()]);
    for (cors, origin, status) in [
        (listed.clone(), "https://app.example.com", 200),
        (listed, "https://evil.example", 403),
        (Cors::Any, "https://evil.example", 403),
    ] {
        let world = World::with_data(|config| {
            behind_a_proxy(config);
            config.cors = cors;
        })
        .await;
        let tab = world.tab().await;
        let request = handshake("/ws", &[("origin", origin)]);
        assert_eq!(world.send(tab.with(request)).await.status, status);
    }
}

#[tokio::test]
async fn a_bearer_token_opens_a_socket_from_wherever_and_nobody_does_not() {
    let world = World::with_data(behind_a_proxy).await;
    let mut request = handshake("/ws", &[EVIL]);
    sign_in(&mut request);
    world.send(request).await.ok();
    let answer = world.send(handshake("/ws", &[EVIL])).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    let stale = Tab(format!("poolgate={}", "A".repeat(64)));
    let answer = world.send(stale.with(handshake("/ws", &[EVIL]))).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn r23_a_change_of_a_guarded_application_is_one_of_our_own_pages_too() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    for (method, headers, status) in [
        ("GET", [EVIL].as_slice(), 200),
        ("POST", &[("origin", OWN)], 200),
        ("POST", &[("sec-fetch-site", "same-origin")], 200),
        ("POST", &[EVIL], 403),
        ("POST", &[], 403),
        ("DELETE", &[("sec-fetch-site", "cross-site")], 403),
    ] {
        let said = [("x-forwarded-method", method), ("x-forwarded-uri", "/x")];
        let request = tab.with(with(with(get("/auth/verify"), &said), headers));
        let answer = world.send(request).await;
        assert_eq!(answer.status, status, "{method} {headers:?}");
        let envoy = with(get("/auth/verify/x"), headers);
        let (mut parts, body) = tab.with(envoy).into_parts();
        parts.method = method.parse().expect("a method");
        let answer = world.send(Request::from_parts(parts, body)).await;
        assert_eq!(answer.status, status, "Envoy: {method} {headers:?}");
    }
}

#[tokio::test]
async fn where_everybody_may_pass_a_session_from_elsewhere_is_nobody() {
    let world = World::with_data(|config| {
        behind_a_proxy(config);
        config.rules = vec![Rule {
            path: "/ws".parse().expect("a path"),
            methods: Vec::new(),
            access: Access::Public,
            verification: None,
        }];
    })
    .await;
    let tab = world.tab().await;
    for (headers, user) in [([EVIL], ""), ([("origin", OWN)], token::SUB)] {
        let answer = world.send(tab.with(handshake("/ws", &headers))).await.ok();
        assert_eq!(answer.header("x-auth-request-user"), Some(user));
    }
}

#[tokio::test]
async fn a_ticket_opens_one_socket_with_the_rights_of_who_asked() {
    let world = World::with_data(|config| {
        behind_a_proxy(config);
        let access = Access::SignedIn(Rights {
            groups: vec!["staff".to_owned()],
            scopes: Vec::new(),
        });
        config.rules = vec![Rule {
            path: "/staff".parse().expect("a path"),
            methods: Vec::new(),
            access,
            verification: None,
        }];
    })
    .await;
    let tab = world.tab().await;
    let one = ticket(&world, &tab).await;
    let answer = open(&world, &one).await.ok();
    assert_eq!(answer.header("x-auth-request-user"), Some(token::SUB));
    assert_eq!(answer.header("x-auth-request-groups"), Some("admins"));
    assert_eq!(open(&world, &one).await.refusal(), (401, "token_missing"));
    let other = ticket(&world, &tab).await;
    let uri = format!("/staff?ticket={other}");
    let answer = world.send(handshake(&uri, &[])).await;
    assert_eq!(answer.refusal(), (403, "insufficient_scope"));
    let mut request = post("/auth/socket-ticket", &json!({}));
    sign_in(&mut request);
    let answer = world.send(request).await.ok();
    let by_token = answer.body["ticket"].as_str().expect("a ticket");
    open(&world, by_token).await.ok();
}

#[tokio::test]
async fn r23_a_ticket_is_made_for_our_own_pages_alone() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    for headers in [[EVIL].as_slice(), &[]] {
        let request = with(post("/auth/socket-ticket", &json!({})), headers);
        let answer = world.send(tab.with(request)).await;
        assert_eq!(answer.refusal(), (403, "cross_origin"), "{headers:?}");
    }
    let answer = world.post("/auth/socket-ticket", json!({})).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn a_ticket_is_for_handshakes_from_a_trusted_proxy() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    let one = ticket(&world, &tab).await;
    let uri = format!("/ws?ticket={one}");
    let get_of = ("x-forwarded-method", "GET");
    let post_of = ("x-forwarded-method", "POST");
    for headers in [
        vec![get_of, ("x-forwarded-uri", uri.as_str())],
        vec![KEY, post_of, ("x-forwarded-uri", &uri)],
        vec![
            KEY,
            get_of,
            ("x-forwarded-uri", &uri),
            ("x-original-uri", "/ws"),
        ],
        vec![KEY, get_of],
    ] {
        let direct = get(&format!("/auth/verify?ticket={one}"));
        let answer = world.send(with(direct, &headers)).await;
        assert_eq!(answer.refusal(), (401, "token_missing"), "{headers:?}");
    }
    open(&world, &one).await.ok();
    let untrusted = World::with_data(|config| {
        behind_a_proxy(config);
        config.trusted_proxies.clear();
    })
    .await;
    let tab = untrusted.tab().await;
    let one = ticket(&untrusted, &tab).await;
    let answer = open(&untrusted, &one).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn of_fifty_who_have_a_ticket_one_gets_in() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    let one = ticket(&world, &tab).await;
    let answers = join_all((0..50).map(|_| open(&world, &one))).await;
    let passed = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(passed, 1);
    assert!(
        answers
            .iter()
            .all(|answer| [200, 401].contains(&answer.status.as_u16()))
    );
}

#[tokio::test]
async fn r22_a_ticket_ends_after_seconds_and_with_its_session() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    let late = ticket(&world, &tab).await;
    world.kept().clock.advance(29_999);
    let early = ticket(&world, &tab).await;
    world.kept().clock.advance(1);
    assert_eq!(open(&world, &late).await.refusal(), (401, "token_missing"));
    open(&world, &early).await.ok();
    let orphan = ticket(&world, &tab).await;
    tab.post(&world, "/auth/logout", json!({})).await.ok();
    assert_eq!(
        open(&world, &orphan).await.refusal(),
        (401, "token_missing")
    );
}

#[tokio::test]
async fn r19_a_ticket_ends_where_the_user_ends_a_session() {
    let world = World::with_data(behind_a_proxy).await;
    let (tab, other) = (world.tab().await, world.tab().await);
    let one = ticket(&world, &tab).await;
    other
        .delete(&world, "/auth/sessions/elsewhere", json!({}))
        .await
        .ok();
    assert_eq!(open(&world, &one).await.refusal(), (401, "token_missing"));
    let next = ticket(&world, &tab).await;
    open(&world, &next).await.ok();
}

#[tokio::test]
async fn r22_a_ticket_does_not_outlive_the_idle_end_of_its_session() {
    let world = World::with_data(|config| {
        behind_a_proxy(config);
        config.sessions = Lifetimes {
            idle: std::time::Duration::from_secs(10),
            ..Lifetimes::default()
        };
    })
    .await;
    let tab = world.tab().await;
    let one = ticket(&world, &tab).await;
    world.kept().clock.advance(10_001);
    assert_eq!(open(&world, &one).await.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn strict_verification_asks_the_pool_about_a_ticket_too() {
    let world = World::with_data(|config| {
        behind_a_proxy(config);
        config.verification = Verification::Strict;
        config.user_cache = std::time::Duration::ZERO;
    })
    .await;
    let tab = world.tab().await;
    let one = ticket(&world, &tab).await;
    world
        .pool
        .refuse_all("NotAuthorizedException", "Access Token has been revoked");
    assert_eq!(open(&world, &one).await.refusal(), (401, "invalid_token"));
}

#[tokio::test]
async fn r15_a_token_is_no_ticket() {
    let world = World::with_data(behind_a_proxy).await;
    let access = token::access(&json!({}));
    for uri in [
        format!("/ws?ticket={access}"),
        format!("/ws?access_token={access}"),
        format!("/ws?token={access}"),
    ] {
        let answer = world.send(handshake(&uri, &[])).await;
        assert_eq!(answer.refusal(), (401, "token_missing"));
    }
    let tab = world.tab().await;
    let cookie = tab.0.strip_prefix("poolgate=").expect("a value");
    assert_eq!(open(&world, cookie).await.refusal(), (401, "token_missing"));
    let one = ticket(&world, &tab).await;
    let answer = Tab(format!("poolgate={one}")).get(&world, "/me").await;
    assert_eq!(answer.refusal(), (401, "token_missing"), "nor a session");
}

#[tokio::test]
async fn a_wrong_ticket_leaves_the_session_as_it_is() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    for uri in [
        "/ws?ticket=their-own",
        &format!("/ws?ticket={}", "A".repeat(64)),
    ] {
        let request = handshake(uri, &[("origin", OWN)]);
        world.send(tab.with(request)).await.ok();
        let answer = world.send(handshake(uri, &[("origin", OWN)])).await;
        assert_eq!(answer.refusal(), (401, "token_missing"), "{uri}");
    }
}

#[tokio::test]
async fn the_store_has_no_ticket_and_no_token_and_forgets_what_has_ended() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    let mut tickets = Vec::new();
    for _ in 0..5 {
        tickets.push(ticket(&world, &tab).await);
    }
    let path = world.kept().folder.path().join("gateway.db");
    let rows = || {
        let connection = poolgate_db::rusqlite::Connection::open(&path).expect("the database");
        let count = "SELECT count(*) FROM socket_tickets";
        let rows: i64 = connection
            .query_row(count, [], |row| row.get(0))
            .expect("a count");
        rows
    };
    assert_eq!(rows(), 5);
    world.kept().clock.advance(30_000);
    ticket(&world, &tab).await;
    assert_eq!(rows(), 1);
    for entry in std::fs::read_dir(world.kept().folder.path()).expect("a folder") {
        let bytes = std::fs::read(entry.expect("a file").path()).expect("its bytes");
        for secret in tickets
            .iter()
            .map(String::as_str)
            .chain(["eyJhbGci", "eyJraWQ"])
        {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found);
        }
    }
}

#[tokio::test]
async fn a_ticket_of_another_gateway_opens_nothing() {
    let world = World::with_data(behind_a_proxy).await;
    let tab = world.tab().await;
    let one = ticket(&world, &tab).await;
    let stranger = World::with_data(behind_a_proxy).await;
    assert_eq!(
        open(&stranger, &one).await.refusal(),
        (401, "token_missing")
    );
    let mut other = one.clone();
    let last = if one.ends_with('A') { "Q" } else { "A" };
    other.replace_range(63.., last);
    // The id is right, the half of the key is not: it is spent, and opens nothing.
    assert_eq!(open(&world, &other).await.refusal(), (401, "token_missing"));
}

//! Sessions in Valkey or Redis: what happens while it is away, and what it keeps. What it must do like every store is in
//! `session_stores`; the tests here that need a server use that of `POOLGATE_TEST_REDIS`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use http::{Method, Request, StatusCode};
use poolgate_gateway::{
    Access, BrowserSession, Config, RedisSessions, RedisUrl, Rule, SessionStore, SocketTicket,
    StoreError, TicketStore,
};
use poolgate_metrics::Metrics;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::session_stores::redis;
use crate::session_world::{OWN, Tab};
use crate::world::{Answer, World, get, sign_in, with_header};

const NOW: i64 = 1_795_176_000_000;

/// Keeps sessions at this address.
fn sessions_at(config: &mut Config, address: &str) {
    let url = RedisUrl::parse(&format!("redis://:s3cret@{address}")).expect("a URL");
    let sessions = RedisSessions::new(&url, config.metrics.clone()).expect("a store");
    config.data.as_mut().expect("data").sessions = Arc::new(sessions);
    config.public_url = Some(OWN.to_owned());
    config.trusted_proxies = vec!["192.0.2.1".parse().expect("an address")];
    config.rules = vec![Rule {
        path: "/open".parse().expect("a path"),
        methods: Vec::new(),
        access: Access::Public,
        verification: None,
    }];
}

/// Where nobody listens: a port that was free a moment ago.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").to_string()
}

async fn without_server() -> World {
    let address = nobody().await;
    World::with_data(|config| sessions_at(config, &address)).await
}

/// What a proxy asks about a request.
fn asked(uri: &str) -> Request<Body> {
    let request = with_header(get("/auth/verify"), "x-forwarded-method", "GET");
    with_header(request, "x-forwarded-uri", uri)
}

/// A cookie that may be one of ours: nobody can tell without the server.
fn tab() -> Tab {
    Tab(format!("poolgate={}", "A".repeat(64)))
}

fn refused(answer: &Answer) {
    assert_eq!(answer.refusal(), (503, "not_ready"), "{}", answer.text);
    assert_eq!(answer.header("retry-after"), Some("2"));
    assert!(!answer.text.contains("s3cret"));
}

#[tokio::test]
async fn f10_nobody_passes_by_a_cookie_while_the_server_is_away() {
    let world = without_server().await;
    for path in ["/me", "/auth/me", "/auth/sessions", "/account"] {
        refused(&tab().get(&world, path).await);
    }
    for path in ["/auth/logout", "/auth/refresh", "/auth/socket-ticket"] {
        refused(&tab().post(&world, path, json!({})).await);
    }
    // Where everybody may pass, it would be somebody without a name who should have one.
    for uri in ["/open", "/closed"] {
        refused(&world.send(tab().with(asked(uri))).await);
    }
    assert!(world.pool.calls().is_empty());
    let text = world.gateway().metrics().render();
    assert!(
        text.contains("poolgate_session_store_failures_total 9"),
        "{text}"
    );
}

#[tokio::test]
async fn f10_bearer_tokens_and_who_has_no_cookie_go_on_without_the_server() {
    let world = without_server().await;
    world.get_signed_in("/me").await.ok();
    let mut request = asked("/closed");
    sign_in(&mut request);
    world.send(request).await.ok();
    world.send(asked("/open")).await.ok();
    world.get("/readyz").await.ok();
    world.get("/login").await.ok();
    let answer = world.get("/me").await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    let answer = world.post("/auth/login", body).await.ok();
    assert!(answer.body["access_token"].is_string());
    world.pool.on("ListUserSessions", json!({"Sessions": []}));
    world.get_signed_in("/auth/sessions").await.ok();
}

#[tokio::test]
async fn f10_nothing_is_begun_without_the_server_that_could_not_be_ended() {
    let world = without_server().await;
    let sign_in = json!({"email": "user@example.com", "password": "Test123456", "mode": "session"});
    refused(&world.post("/auth/login", sign_in).await);
    let everywhere = json!({"everywhere": true});
    refused(&world.post_signed_in("/auth/logout", everywhere).await);
    let change = json!({"current_password": "Test123456", "new_password": "Other123456", "everywhere": true});
    refused(&world.post_signed_in("/auth/change-password", change).await);
    for (path, body) in [
        ("/auth/account", json!({"password": "Test123456"})),
        ("/auth/sessions/one", json!({})),
    ] {
        refused(&world.send_signed_in(Method::DELETE, path, body).await);
    }
    let mut asked = world.pool.operations();
    // The directory looks at who has a token, beside.
    asked.retain(|operation| operation != "GetUser");
    assert!(asked.is_empty(), "{asked:?}");
}

#[tokio::test]
async fn f10_a_browser_sees_the_page_of_errors_and_is_not_sent_to_sign_in() {
    let world = without_server().await;
    for request in [get("/account"), asked("/closed")] {
        let request = with_header(request, "accept", "text/html,*/*;q=0.8");
        let path = request.uri().path().to_owned();
        let answer = world.send(tab().with(request)).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(answer.header("location"), None);
        assert_eq!(answer.header("retry-after"), Some("2"));
        let kind = answer.header("content-type");
        assert_eq!(kind, Some("text/html; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn f10_a_server_that_says_nothing_is_waited_for_a_moment_only() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let silent = tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((connection, _)) = listener.accept().await {
            open.push(connection);
        }
    });
    let world = World::with_data(|config| sessions_at(config, &address)).await;
    for _ in 0..2 {
        let start = Instant::now();
        refused(&tab().get(&world, "/me").await);
        assert!(start.elapsed() < Duration::from_secs(4));
    }
    silent.abort();
}

/// A connection of the test's own, to look at what is kept.
async fn look() -> Option<redis::aio::MultiplexedConnection> {
    let url = std::env::var("POOLGATE_TEST_REDIS").ok()?;
    let client = redis::Client::open(url).expect("a URL");
    let connection = client.get_multiplexed_async_connection().await;
    Some(connection.expect("a server"))
}

fn session(pool_id: &str, number: u8, lasts: i64) -> BrowserSession {
    let mut id_hash = [number; 32];
    id_hash[..31].copy_from_slice(&pool_id.as_bytes()[pool_id.len() - 31..]);
    BrowserSession {
        id_hash,
        pool_id: pool_id.to_owned(),
        subject: [1; 32],
        family: [2; 32],
        sealed: vec![3],
        version: 1,
        leased_until: 0,
        remember: false,
        created_at: NOW,
        used_at: NOW,
        idle_until: NOW + lasts,
        ends_at: NOW + 3_600_000,
        device: None,
        asks_pool: false,
    }
}

fn a_pool() -> String {
    format!("eu-north-1_{}", uuid::Uuid::new_v4().simple())
}

fn keys(session: &BrowserSession) -> (String, String) {
    let user = hex::encode(session.subject);
    (
        format!("{{poolgate}}:session:{}", hex::encode(session.id_hash)),
        format!("{{poolgate}}:user:{}:{user}", session.pool_id),
    )
}

/// What the server says to a command.
async fn say<T: redis::FromRedisValue>(command: &str) -> T {
    let mut connection = look().await.expect("a server");
    let mut words = command.split(' ');
    let mut call = redis::cmd(words.next().unwrap_or_default());
    for word in words {
        call.arg(word);
    }
    call.query_async(&mut connection).await.expect("an answer")
}

#[tokio::test]
async fn each_key_ends_when_what_it_is_for_does() {
    let Some(store) = redis() else { return };
    let pool_id = a_pool();
    let one = session(&pool_id, 1, 600_000);
    let (key, user) = keys(&one);
    let near = |end: i64| move |left: i64| left <= end && left > end - 20_000;
    let put = store.put_session(one.clone(), None, NOW).await;
    put.expect("a session");
    for key in [&key, &user] {
        assert!(near(600_000)(say(&format!("PTTL {key}")).await), "{key}");
    }
    let touched = store.touch_session(one.id_hash, NOW + 1_200_000, NOW + 60_000);
    touched.await.expect("a note");
    for key in [&key, &user] {
        assert!(near(1_140_000)(say(&format!("PTTL {key}")).await), "{key}");
    }
    // Used or not, it does not outlive its end.
    let touched = store.touch_session(one.id_hash, NOW + 9_999_999, NOW + 120_000);
    touched.await.expect("a note");
    assert!(near(3_480_000)(say(&format!("PTTL {key}")).await));
    let moved = BrowserSession {
        id_hash: session(&pool_id, 2, 0).id_hash,
        ..one.clone()
    };
    let (to, _) = keys(&moved);
    assert!(
        store
            .move_session(moved.clone(), one.id_hash)
            .await
            .expect("an answer")
    );
    assert!(near(3_480_000)(say(&format!("PTTL {to}")).await));
    let leased = store.lease_session(moved.id_hash, 1, NOW + 1, NOW);
    assert!(leased.await.expect("an answer"));
    let renewed = store.renew_session(moved.id_hash, 1, vec![4], true);
    assert!(renewed.await.expect("an answer"));
    let noted = store.note_family(moved.id_hash, [5; 32]).await;
    noted.expect("a note");
    assert!(near(3_480_000)(say(&format!("PTTL {to}")).await));
    let ticket = SocketTicket {
        id_hash: one.id_hash,
        pool_id,
        session: None,
        sealed: vec![6],
        expires_at: NOW + 30_000,
    };
    store.put_ticket(ticket, NOW).await.expect("a ticket");
    let key = key.replace("session", "ticket");
    assert!(near(30_000)(say(&format!("PTTL {key}")).await));
    let gone = store.remove_session(moved.id_hash, None).await;
    assert!(gone.expect("an answer"));
    assert_eq!(say::<i64>(&format!("EXISTS {to} {user}")).await, 0);
}

#[tokio::test]
async fn the_list_of_a_user_forgets_what_has_ended() {
    let Some(store) = redis() else { return };
    let pool_id = a_pool();
    let (_, user) = keys(&session(&pool_id, 0, 0));
    for number in 0..100 {
        let now = NOW + i64::from(number) * 60_000;
        let mut one = session(&pool_id, number, 0);
        (one.used_at, one.idle_until, one.ends_at) = (now, now + 300_000, now + 900_000);
        store.put_session(one, None, now).await.expect("a session");
    }
    let count: i64 = say(&format!("ZCARD {user}")).await;
    assert_eq!(count, 5, "as many as are alive");
    // One that ends at once is gone by itself, from the list too.
    let short = session(&a_pool(), 1, 50);
    let (key, user) = keys(&short);
    store
        .put_session(short, None, NOW)
        .await
        .expect("a session");
    let start = Instant::now();
    while say::<i64>(&format!("EXISTS {key} {user}")).await > 0 {
        assert!(start.elapsed() < Duration::from_secs(10), "it stays");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// An answer can be lost on its way: whoever asks again is told the same.
#[tokio::test]
async fn who_asks_again_for_want_of_an_answer_has_what_he_asked_for() {
    let Some(store) = redis() else { return };
    let pool_id = a_pool();
    let one = session(&pool_id, 1, 600_000);
    let two = BrowserSession {
        id_hash: session(&pool_id, 2, 0).id_hash,
        sealed: vec![7, 7],
        ..one.clone()
    };
    store
        .put_session(one.clone(), None, NOW)
        .await
        .expect("a session");
    for _ in 0..2 {
        let renewed = store.renew_session(one.id_hash, 1, vec![4], true).await;
        assert!(renewed.expect("an answer"));
    }
    let other = store.renew_session(one.id_hash, 1, vec![5], true).await;
    assert!(!other.expect("an answer"), "but nobody else");
    let two = BrowserSession { version: 2, ..two };
    for _ in 0..2 {
        let moved = store.move_session(two.clone(), one.id_hash).await;
        assert!(moved.expect("an answer"));
    }
    let found = store.session(&two.id_hash, NOW).await.expect("an answer");
    assert_eq!(found, Some(two));
}

/// A way to the server that can be cut: whatever is open then is closed.
async fn way(to: String) -> (String, watch::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (cut, is_cut) = watch::channel(());
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let (to, mut is_cut) = (to.clone(), is_cut.clone());
            is_cut.mark_unchanged();
            tokio::spawn(async move {
                let mut far = TcpStream::connect(to).await.expect("a server");
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                    _ = is_cut.changed() => {}
                }
            });
        }
    });
    (address, cut)
}

#[tokio::test]
async fn a_lost_connection_is_made_again_at_the_next_question() {
    if redis().is_none() {
        return;
    }
    let url = std::env::var("POOLGATE_TEST_REDIS").expect("a URL");
    let server = redis::Client::open(url).expect("a URL");
    let (address, cut) = way(server.get_connection_info().addr().to_string()).await;
    let url = RedisUrl::parse(&format!("valkey://{address}")).expect("a URL");
    let store = RedisSessions::new(&url, Metrics::default()).expect("a store");
    let one = session(&a_pool(), 1, 600_000);
    store
        .put_session(one.clone(), None, NOW)
        .await
        .expect("a session");
    for round in 0..5 {
        cut.send(()).expect("a connection to cut");
        // At once, and when the end of the connection has been noticed.
        tokio::time::sleep(Duration::from_millis(50 * (round % 2))).await;
        let found = store.session(&one.id_hash, NOW).await.expect("an answer");
        assert_eq!(found, Some(one.clone()));
    }
}

/// A server that refuses the connection may take it later: its password was changed there too.
#[tokio::test]
async fn a_server_that_refuses_the_password_is_asked_again() {
    if redis().is_none() {
        return;
    }
    let url = std::env::var("POOLGATE_TEST_REDIS").expect("a URL");
    let server = redis::Client::open(url).expect("a URL");
    let address = server.get_connection_info().addr().to_string();
    let user = uuid::Uuid::new_v4().simple().to_string();
    let url = format!("redis://{user}:s3cret@{address}");
    let url = RedisUrl::parse(&url).expect("a URL");
    let store = RedisSessions::new(&url, Metrics::default()).expect("a store");
    for _ in 0..3 {
        let error = store.reach().await.expect_err("nobody knows the user");
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    let _: String = say(&format!("ACL SETUSER {user} on >s3cret ~* +@all")).await;
    let start = Instant::now();
    while store.reach().await.is_err() {
        assert!(start.elapsed() < Duration::from_secs(10), "it is given up");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let _: i64 = say(&format!("ACL DELUSER {user}")).await;
}

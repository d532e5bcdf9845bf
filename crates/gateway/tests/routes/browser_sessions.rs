//! Sessions of browsers: how they begin, what their cookie is worth, how they end.

use std::time::Duration;

use poolgate_gateway::{Cors, Lifetimes, Verification};
use serde_json::{Value, json};

use crate::session_world::{OWN, Tab, cookie_of};
use crate::world::{World, get, post, with_header};

#[tokio::test]
async fn a_sign_in_into_a_session_answers_a_cookie_and_no_token() {
    let world = World::with_data(|_| {}).await;
    let answer = world.sign_in_answer(false).await;
    let keys: Vec<_> = answer.body.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["success", "user", "session_ends_at"]);
    assert_eq!(answer.body["session_ends_at"], "2026-11-21T12:00:00Z");
    let tab = Tab(cookie_of(&answer));
    for path in ["/me", "/auth/me", "/profile", "/auth/sessions", "/auth/mfa"] {
        tab.get(&world, path).await.ok();
    }
    tab.post(&world, "/profile", json!({"name": "John"}))
        .await
        .ok();
    assert_eq!(world.get("/me").await.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn r21_the_cookie_is_for_this_host_and_for_no_script() {
    let world = World::with_data(|config| {
        config.public_url = Some("https://id.example.com".to_owned());
    })
    .await;
    let answer = world.sign_in_answer(false).await;
    let cookie = answer.header("set-cookie").expect("a cookie");
    let (value, attributes) = cookie.split_once("; ").expect("attributes");
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax; Secure");
    let value = value.strip_prefix("__Host-poolgate=").expect("its name");
    assert_eq!(value.len(), 64);
    let answer = world.sign_in_answer(true).await;
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(cookie.ends_with("; Secure; Max-Age=2592000"), "{cookie}");
    let world = World::with_data(|_| {}).await;
    let answer = world.sign_in_answer(false).await;
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(
        cookie.starts_with("poolgate=") && !cookie.contains("Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn r20_a_sign_in_gets_a_new_id_and_the_old_one_is_dead() {
    let world = World::with_data(|_| {}).await;
    let planted = world.tab().await;
    let body = json!({"email": "user@example.com", "password": "Test123456", "mode": "session"});
    let answer = planted.post(&world, "/auth/login", body).await.ok();
    let fresh = Tab(cookie_of(&answer));
    assert_ne!(fresh.0, planted.0);
    fresh.get(&world, "/me").await.ok();
    let answer = planted.get(&world, "/me").await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn r20_more_rights_and_a_new_password_get_a_new_id() {
    let world = World::with_data(|_| {}).await;
    let mut tab = world.tab().await;
    let change = json!({"current_password": "Test123456", "new_password": "Other123456"});
    for (path, body) in [
        ("/auth/change-password", change),
        ("/auth/mfa/totp/verify", json!({"code": "123456"})),
    ] {
        let answer = tab.post(&world, path, body).await.ok();
        let next = Tab(cookie_of(&answer));
        assert_eq!(tab.get(&world, "/me").await.status, 401, "{path}");
        next.get(&world, "/me").await.ok();
        tab = next;
    }
}

#[tokio::test]
async fn r22_a_session_ends_idle_and_in_any_case() {
    let minutes = Duration::from_mins;
    let world = World::with_data(|config| {
        config.sessions = Lifetimes {
            idle: minutes(10),
            absolute: minutes(30),
            remember: minutes(50),
        };
    })
    .await;
    let clock = world.kept().clock.clone();
    let pass = |minutes: i64| clock.advance(minutes * 60_000);
    let idle = world.tab().await;
    let used = world.tab().await;
    let remembered = Tab(cookie_of(&world.sign_in_answer(true).await));
    for _ in 0..3 {
        pass(9);
        used.get(&world, "/me").await.ok();
    }
    assert_eq!(idle.get(&world, "/me").await.status, 401);
    pass(3);
    assert_eq!(
        used.get(&world, "/me").await.status,
        401,
        "used, and too old"
    );
    remembered.get(&world, "/me").await.ok();
    pass(20);
    assert_eq!(remembered.get(&world, "/me").await.status, 401);
}

#[tokio::test]
async fn r23_a_cookie_changes_something_from_the_own_origin_only() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    let body = json!({"name": "Mallory"});
    for headers in [
        vec![],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
    ] {
        for path in ["/profile", "/auth/logout", "/auth/refresh"] {
            let body = if path == "/profile" {
                body.clone()
            } else {
                json!({})
            };
            let request = headers
                .iter()
                .fold(tab.with(post(path, &body)), |request, (name, value)| {
                    with_header(request, name, value)
                });
            let answer = world.send(request).await;
            assert_eq!(
                answer.refusal(),
                (403, "cross_origin"),
                "{path} {headers:?}"
            );
        }
    }
    assert_eq!(world.count("UpdateUserAttributes"), 0);
    tab.get(&world, "/me").await.ok();
}

#[tokio::test]
async fn r62_any_origin_may_call_but_not_with_a_cookie() {
    let world = World::with_data(|config| config.cors = Cors::Any).await;
    let tab = world.tab().await;
    let request = with_header(
        post("/profile", &json!({"name": "M"})),
        "origin",
        "https://evil.example",
    );
    let answer = world.send(tab.with(request)).await;
    assert_eq!(answer.refusal(), (403, "cross_origin"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

#[tokio::test]
async fn forged_cookies_are_nobodys() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    let (name, value) = tab.0.split_once('=').expect("a pair");
    let swap = |at: usize| {
        let mut letters: Vec<char> = value.chars().collect();
        letters[at] = if letters[at] == 'A' { 'B' } else { 'A' };
        format!("{name}={}", letters.into_iter().collect::<String>())
    };
    for forged in [
        swap(0),
        swap(40),
        swap(63),
        format!("{name}="),
        format!("{name}={}", "A".repeat(64)),
        format!("{name}={value}; {name}={value}"),
        format!("other={value}"),
    ] {
        let answer = Tab(forged.clone()).get(&world, "/me").await;
        assert_eq!(answer.refusal(), (401, "token_missing"), "{forged}");
    }
    let encrypted = World::with_data(|config| {
        config.public_url = Some("https://id.example.com".to_owned());
    })
    .await;
    let real = encrypted.tab().await;
    let tossed = Tab(real.0.replace("__Host-", ""));
    assert_eq!(
        tossed.get(&encrypted, "/me").await.status,
        401,
        "any host can set this one"
    );
    real.get(&encrypted, "/me").await.ok();
}

#[tokio::test]
async fn a_dump_of_the_store_is_worth_nothing() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    let (_, value) = tab.0.split_once('=').expect("a pair");
    let value = value.to_owned();
    let mut dump = Vec::new();
    for file in std::fs::read_dir(world.kept().folder.path()).expect("a folder") {
        dump.extend(std::fs::read(file.expect("a file").path()).expect("bytes"));
    }
    let has = |needle: &[u8]| dump.windows(needle.len()).any(|part| part == needle);
    assert!(has(b"browser_sessions"), "the dump has the table");
    let token = crate::token::access(&json!({}));
    let header = token.split('.').next().expect("a header").to_owned();
    for secret in [
        value.as_str(),
        &value[..20],
        "refresh-1",
        &header,
        crate::token::SUB,
        "user@example.com",
    ] {
        assert!(!has(secret.as_bytes()), "{secret}");
    }
}

#[tokio::test]
async fn a_store_under_another_key_opens_nothing() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    let mut config = crate::world::config(&world.pool);
    world.kept().give_to(&mut config);
    config.secret_key = poolgate_gateway::SecretKey::new([8; 32]);
    let other = poolgate_gateway::Gateway::new(config)
        .await
        .expect("a gateway");
    let answer = crate::world::send(other.router(), tab.with(get("/me"))).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn a_sign_out_ends_the_session_here_and_in_the_pool() {
    let world = World::with_data(|_| {}).await;
    let (tab, other) = (world.tab().await, world.tab().await);
    let answer = tab.post(&world, "/auth/logout", json!({})).await.ok();
    let cleared = answer.header("set-cookie").expect("a cookie");
    assert!(
        cleared.starts_with("poolgate=;") && cleared.ends_with("Max-Age=0"),
        "{cleared}"
    );
    assert_eq!(world.count("RevokeToken"), 1);
    assert_eq!(world.pool.last()["Token"], "refresh-1");
    assert_eq!(tab.get(&world, "/me").await.status, 401);
    other.get(&world, "/me").await.ok();
    world.pool.refuse_all("InternalErrorException", "x");
    other.post(&world, "/auth/logout", json!({})).await.ok();
    assert_eq!(
        other.get(&world, "/me").await.status,
        401,
        "the pool is down, and it is over"
    );
}

#[tokio::test]
async fn r16_a_sign_out_everywhere_ends_all_sessions_at_once() {
    for with_bearer in [false, true] {
        let world = World::with_data(|_| {}).await;
        let (tab, other) = (world.tab().await, world.tab().await);
        if with_bearer {
            world.post_signed_in("/auth/logout", json!({})).await.ok();
        } else {
            let everywhere = json!({"everywhere": true});
            tab.post(&world, "/auth/logout", everywhere).await.ok();
        }
        assert_eq!(world.count("GlobalSignOut"), 1);
        for tab in [tab, other] {
            assert_eq!(tab.get(&world, "/me").await.status, 401);
        }
    }
}

#[tokio::test]
async fn a_sign_out_everywhere_with_a_token_that_was_revoked_ends_the_session_here() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    world.pool.refuse(
        "GlobalSignOut",
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    let everywhere = json!({"everywhere": true});
    let answer = tab.post(&world, "/auth/logout", everywhere).await;
    assert_eq!(answer.refusal(), (401, "invalid_token"));
    assert_eq!(tab.get(&world, "/me").await.status, 401);
}

#[tokio::test]
async fn r18_a_password_changed_everywhere_and_a_deleted_account_end_all_sessions() {
    let change = json!({"current_password": "Test123456", "new_password": "Other123456", "everywhere": true});
    let world = World::with_data(|_| {}).await;
    let (tab, other) = (world.tab().await, world.tab().await);
    tab.post(&world, "/auth/change-password", change).await.ok();
    assert_eq!(other.get(&world, "/me").await.status, 401);
    let (tab, other) = (world.tab().await, world.tab().await);
    let password = json!({"password": "Test123456"});
    tab.delete(&world, "/auth/account", password).await.ok();
    assert_eq!(other.get(&world, "/me").await.status, 401);
}

/// What the pool lists: one session, which is that of whoever asks.
fn listed(id: &str) -> Value {
    json!({"Sessions": [{"SessionId": id, "IsCurrentSession": true, "CreateDate": 1_795_176_000}]})
}

/// A browser that is signed in, once the gateway knows what the pool calls its session.
async fn known_tab(world: &World, id: &str) -> Tab {
    world.pool.on("ListUserSessions", listed(id));
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let body = json!({"email": "user@example.com", "password": "Test123456", "mode": "session"});
    let request = with_header(
        crate::world::post("/auth/login", &body),
        "user-agent",
        agent,
    );
    let tab = Tab(cookie_of(&world.send(request).await.ok()));
    for _ in 0..200 {
        let list = tab.get(world, "/auth/sessions").await.ok();
        if list.body["sessions"][0]["device"].is_string() {
            return tab;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the gateway does not learn the name of the session");
}

#[tokio::test]
async fn a_session_that_moved_before_its_name_was_known_learns_it_all_the_same() {
    let world = World::with_data(|_| {}).await;
    let mut tab = world.tab().await;
    while world.count("ListUserSessions") == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    world.pool.on("ListUserSessions", listed("one"));
    let change = json!({"current_password": "Test123456", "new_password": "Other123456"});
    let answer = tab.post(&world, "/auth/change-password", change).await;
    tab = Tab(cookie_of(&answer.ok()));
    for _ in 0..200 {
        let list = tab.get(&world, "/auth/sessions").await.ok();
        if list.body["sessions"][0]["ip_address"].is_string() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the gateway does not learn the name of the session");
}

#[tokio::test]
async fn a_session_of_the_list_ends_with_its_cookie() {
    let world = World::with_data(|_| {}).await;
    let one = known_tab(&world, "one").await;
    let two = known_tab(&world, "two").await;
    let list = two.get(&world, "/auth/sessions").await.ok();
    let row = &list.body["sessions"][0];
    assert_eq!(row["device"], "Firefox, Linux");
    assert_eq!(row["ip_address"], "192.0.2.1");
    assert_eq!(row["last_active_at"], "2026-11-20T12:00:00Z");
    two.delete(&world, "/auth/sessions/one", json!({}))
        .await
        .ok();
    assert_eq!(one.get(&world, "/me").await.status, 401);
    two.get(&world, "/me").await.ok();
    assert_eq!(
        world.count("GetTokensFromRefreshToken"),
        0,
        "nobody has to be asked"
    );
}

#[tokio::test]
async fn where_the_pool_has_no_name_for_a_session_it_is_asked_before_the_next_use() {
    let world = World::with_data(|_| {}).await;
    let (one, two) = (world.tab().await, world.tab().await);
    one.get(&world, "/me").await.ok();
    assert_eq!(world.count("GetTokensFromRefreshToken"), 0);
    two.delete(&world, "/auth/sessions/other", json!({}))
        .await
        .ok();
    // The pool keeps the one session, and has ended the other.
    two.get(&world, "/me").await.ok();
    two.get(&world, "/me").await.ok();
    assert_eq!(
        world.count("GetTokensFromRefreshToken"),
        1,
        "it is asked once"
    );
    world.pool.refuse(
        "GetTokensFromRefreshToken",
        "NotAuthorizedException",
        "Refresh Token has been revoked",
    );
    assert_eq!(one.get(&world, "/me").await.status, 401);
    two.get(&world, "/me").await.ok();
}

#[tokio::test]
async fn r16_with_strict_verification_a_session_that_was_revoked_ends_at_once() {
    let world = World::with_data(|config| {
        config.verification = Verification::Strict;
        config.user_cache = Duration::ZERO;
    })
    .await;
    let tab = world.tab().await;
    tab.get(&world, "/me").await.ok();
    world.pool.refuse(
        "GetUser",
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    assert_eq!(
        tab.get(&world, "/me").await.refusal(),
        (401, "token_missing")
    );
    world.pool.on("GetUser", crate::pool::content_user());
    assert_eq!(
        tab.get(&world, "/me").await.status,
        401,
        "it does not come back"
    );
}

#[tokio::test]
async fn a_challenge_remembers_that_a_session_was_asked_for() {
    let world = World::with_data(|_| {}).await;
    let challenge =
        json!({"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s-1", "ChallengeParameters": {}});
    world.pool.on("InitiateAuth", challenge);
    let start = json!({"email": "user@example.com", "password": "Test123456", "mode": "session", "remember": true});
    let answer = world.post("/auth/login", start).await.ok();
    assert_eq!(answer.header("set-cookie"), None);
    let respond = json!({
        "session": answer.body["challenge"]["session"], "name": "SOFTWARE_TOKEN_MFA",
        "responses": {"SOFTWARE_TOKEN_MFA_CODE": "123456"}
    });
    let answer = world.post("/auth/challenge", respond).await.ok();
    assert!(answer.body.get("access_token").is_none());
    assert!(
        answer
            .header("set-cookie")
            .is_some_and(|cookie| cookie.contains("Max-Age=2592000"))
    );
    Tab(cookie_of(&answer)).get(&world, "/me").await.ok();
}

#[tokio::test]
async fn a_bearer_token_counts_before_the_cookie_and_tokens_set_none() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    let request = with_header(tab.with(get("/me")), "authorization", "Bearer x.y.z");
    assert_eq!(world.send(request).await.status, 401);
    let body = json!({"email": "user@example.com", "password": "Test123456", "mode": "tokens"});
    let answer = world.post("/auth/login", body).await.ok();
    assert_eq!(answer.header("set-cookie"), None);
    let body = json!({"email": "user@example.com", "password": "Test123456", "mode": "both"});
    assert_eq!(
        world.post("/auth/login", body).await.refusal(),
        (400, "validation_failed")
    );
}

#[tokio::test]
async fn without_data_there_are_no_sessions_and_no_guess_is_spent() {
    let world = World::new().await;
    let body = json!({"email": "user@example.com", "password": "Test123456", "mode": "session"});
    assert_eq!(
        world.post("/auth/login", body).await.refusal(),
        (500, "misconfigured")
    );
    assert!(world.pool.calls().is_empty());
    let request = with_header(get("/me"), "cookie", "poolgate=x");
    let request = with_header(request, "origin", OWN);
    assert_eq!(world.send(request).await.status, 401);
}

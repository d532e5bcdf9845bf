//! Codes of the gateway's own to reset passwords.

use futures::future::join_all;
use poolgate_db::rusqlite::Connection;
use serde_json::{Value, json};

use crate::log;
use crate::pool::admin_user;
use crate::world::{Answer, World};

const MINUTE: i64 = 60_000;
const NEW_PASSWORD: &str = "Test1234567";

async fn world() -> World {
    World::with_data(|config| config.limits = None).await
}

async fn request(world: &World, email: &str) -> Answer {
    let body = json!({"email": email, "purpose": "password_reset"});
    world.post("/api/v1/auth/request-otp", body).await
}

/// Asks for a code, and reads it in the mail.
async fn code(world: &World) -> String {
    request(world, "user@example.com").await.ok();
    world.code().await
}

fn body(email: &str, code: &str) -> Value {
    json!({"email": email, "code": code, "purpose": "password_reset", "new_password": NEW_PASSWORD})
}

async fn verify(world: &World, email: &str, code: &str) -> Answer {
    world
        .post("/api/v1/auth/verify-otp", body(email, code))
        .await
}

async fn hand_in(world: &World, code: &str) -> Answer {
    let body = json!({"email": "user@example.com", "code": code, "purpose": "password_reset"});
    world.post("/api/v1/auth/verify-otp", body).await
}

async fn reset(world: &World, token: &Value) -> Answer {
    let body = json!({"reset_token": token, "new_password": NEW_PASSWORD});
    world.post("/api/v1/auth/reset-password", body).await
}

/// A token that a code was handed in for.
pub(crate) async fn token(world: &World) -> Value {
    let code = code(world).await;
    hand_in(world, &code).await.ok().body["reset_token"].clone()
}

/// A code that is not this one.
fn wrong(code: &str) -> String {
    let digit = if code.starts_with('0') { '1' } else { '0' };
    format!("{digit}{}", &code[1..])
}

#[tokio::test]
async fn r18_a_code_sets_the_password_and_ends_all_sessions() {
    let world = world().await;
    let answer = request(&world, "user@example.com").await.ok();
    assert_eq!(answer.body, json!({"success": true, "message": "OTP sent"}));
    let mail = world.kept().mails().await.remove(0);
    assert_eq!(
        (mail.to.as_str(), mail.purpose.as_str()),
        ("user@example.com", "password_reset")
    );
    let code = mail.code.expect("a code");
    assert!(mail.text.contains(&code) && mail.html.expect("HTML").contains(&code));
    let answer = verify(&world, "user@example.com", &code).await.ok();
    let expected = json!({"success": true, "message": "Password reset complete"});
    assert_eq!(answer.body, expected);
    let calls = world.pool.calls();
    let [.., set, end] = calls.as_slice() else {
        panic!("{calls:?}")
    };
    assert_eq!(set.operation, "AdminSetUserPassword");
    assert_eq!(set.body["Password"], NEW_PASSWORD);
    assert_eq!(set.body["Permanent"], true);
    assert_eq!(set.body["Username"], "name-in-the-pool");
    assert_eq!(end.operation, "AdminUserGlobalSignOut");
    assert_eq!(end.body["Username"], "name-in-the-pool");
    let notice = world.kept().mails().await.remove(0);
    assert_eq!(
        (notice.purpose.as_str(), notice.code),
        ("password_changed", None)
    );
}

#[tokio::test]
async fn r18_sessions_that_did_not_end_are_told() {
    let world = world().await;
    let code = code(&world).await;
    world
        .pool
        .refuse("AdminUserGlobalSignOut", "InternalErrorException", "x");
    let answer = verify(&world, "user@example.com", &code).await;
    assert_eq!(answer.refusal(), (503, "pool_unavailable"));
    assert!(
        answer.body["message"]
            .as_str()
            .is_some_and(|text| text.contains("did not end"))
    );
    let answer = verify(&world, "user@example.com", &code).await;
    assert_eq!(
        answer.refusal(),
        (400, "code_expired"),
        "the password is set"
    );
}

#[tokio::test]
async fn a_code_is_handed_in_for_a_token_that_sets_the_password_once() {
    let world = world().await;
    let code = code(&world).await;
    let answer = hand_in(&world, &code).await.ok();
    assert_eq!(answer.body["message"], "OTP verified");
    let token = answer.body["reset_token"].clone();
    assert!(
        !world
            .pool
            .operations()
            .contains(&"AdminSetUserPassword".to_owned())
    );
    assert_eq!(
        hand_in(&world, &code).await.refusal(),
        (400, "code_expired")
    );
    let answer = reset(&world, &token).await.ok();
    assert_eq!(answer.body["message"], "Password reset complete");
    assert!(world.pool.operations().ends_with(&[
        "AdminSetUserPassword".to_owned(),
        "AdminUserGlobalSignOut".to_owned()
    ]));
    assert_eq!(reset(&world, &token).await.refusal(), (400, "code_expired"));
    assert_eq!(
        reset(&world, &json!("x")).await.refusal(),
        (400, "code_expired")
    );
}

#[tokio::test]
async fn r43_after_five_wrong_tries_the_right_code_is_dead() {
    let world = world().await;
    let code = code(&world).await;
    for _ in 0..5 {
        let answer = verify(&world, "user@example.com", &wrong(&code)).await;
        assert_eq!(answer.refusal(), (400, "invalid_code"));
    }
    for offered in [&code, &wrong(&code)] {
        let answer = verify(&world, "user@example.com", offered).await;
        assert_eq!(answer.refusal(), (400, "code_expired"));
    }
    assert!(
        !world
            .pool
            .operations()
            .contains(&"AdminSetUserPassword".to_owned())
    );
}

#[tokio::test]
async fn r43_four_wrong_tries_leave_the_right_one() {
    let world = world().await;
    let code = code(&world).await;
    for _ in 0..4 {
        verify(&world, "user@example.com", &wrong(&code)).await;
    }
    verify(&world, "user@example.com", &code).await.ok();
}

#[tokio::test]
async fn r43_tries_at_the_same_time_are_counted_each() {
    let world = world().await;
    let code = code(&world).await;
    let wrong = wrong(&code);
    let tries = (0..20).map(|_| verify(&world, "user@example.com", &wrong));
    let answers = join_all(tries).await;
    let counted = answers
        .iter()
        .filter(|answer| answer.refusal() == (400, "invalid_code"));
    assert_eq!(counted.count(), 5);
}

#[tokio::test]
async fn r44_a_code_ends_after_ten_minutes_and_a_token_too() {
    let world = world().await;
    let late = code(&world).await;
    world.kept().clock.advance(10 * MINUTE);
    let answer = verify(&world, "user@example.com", &late).await;
    assert_eq!(answer.refusal(), (400, "code_expired"));
    let in_time = code(&world).await;
    world.kept().clock.advance(10 * MINUTE - 1);
    let token = hand_in(&world, &in_time).await.ok().body["reset_token"].clone();
    world.kept().clock.advance(10 * MINUTE);
    assert_eq!(reset(&world, &token).await.refusal(), (400, "code_expired"));
}

#[tokio::test]
async fn r44_a_code_counts_once_even_at_the_same_time() {
    let world = world().await;
    let code = code(&world).await;
    let answers = join_all((0..8).map(|_| verify(&world, "user@example.com", &code))).await;
    let done = answers.iter().filter(|answer| answer.status.is_success());
    assert_eq!(done.count(), 1);
    let operations = world.pool.operations();
    let set = operations
        .iter()
        .filter(|name| *name == "AdminSetUserPassword");
    assert_eq!(set.count(), 1);
}

#[tokio::test]
async fn r44_a_new_code_ends_the_old_one_and_its_token() {
    let world = world().await;
    let old = code(&world).await;
    let new = code(&world).await;
    if old != new {
        let answer = verify(&world, "user@example.com", &old).await;
        assert_eq!(answer.refusal(), (400, "invalid_code"));
    }
    let token = hand_in(&world, &new).await.ok().body["reset_token"].clone();
    code(&world).await;
    assert_eq!(reset(&world, &token).await.refusal(), (400, "code_expired"));
}

#[tokio::test]
async fn a_password_that_the_rules_refuse_leaves_code_and_token_unspent() {
    let world = world().await;
    let code = code(&world).await;
    let refused = "Password does not conform to policy: Password not long enough";
    let refuse = || {
        let pool = &world.pool;
        pool.refuse("AdminSetUserPassword", "InvalidPasswordException", refused);
    };
    refuse();
    let answer = verify(&world, "user@example.com", &code).await;
    assert_eq!(answer.refusal(), (400, "invalid_password"));
    assert!(answer.body["fields"].get("new_password").is_some());
    let token = hand_in(&world, &code).await.ok().body["reset_token"].clone();
    assert_eq!(
        reset(&world, &token).await.refusal(),
        (400, "invalid_password")
    );
    world.pool.on("AdminSetUserPassword", json!({}));
    reset(&world, &token).await.ok();
}

#[tokio::test]
async fn a_password_of_which_nobody_knows_whether_it_was_set_spends_the_code() {
    let world = world().await;
    let code = code(&world).await;
    world
        .pool
        .refuse("AdminSetUserPassword", "InternalErrorException", "x");
    let answer = verify(&world, "user@example.com", &code).await;
    assert_eq!(answer.refusal(), (503, "pool_unavailable"));
    let answer = verify(&world, "user@example.com", &code).await;
    assert_eq!(answer.refusal(), (400, "code_expired"));
}

/// What the answers about one account are: a request, six wrong tries, and one more request and try.
async fn story(world: &World) -> Vec<(u16, Value)> {
    let mut answers = vec![verify(world, "user@example.com", "000000").await];
    answers.push(request(world, "user@example.com").await);
    for _ in 0..6 {
        answers.push(verify(world, "user@example.com", "x").await);
    }
    answers.push(request(world, "user@example.com").await);
    answers.push(hand_in(world, "x").await);
    answers
        .into_iter()
        .map(|mut answer| {
            answer.body["request_id"] = Value::Null;
            (answer.status.as_u16(), answer.body)
        })
        .collect()
}

#[tokio::test]
async fn r40_accounts_that_cannot_be_reset_answer_and_cost_like_any_other() {
    let expected = world().await;
    let story_of_a_user = story(&expected).await;
    let calls = expected.pool.operations();
    for case in [
        "unknown",
        "unconfirmed",
        "federated",
        "unverified",
        "disabled",
    ] {
        let world = world().await;
        let user = match case {
            "unconfirmed" => admin_user("UNCONFIRMED", true),
            "federated" => admin_user("EXTERNAL_PROVIDER", true),
            "unverified" => admin_user("CONFIRMED", false),
            _ => {
                let mut user = admin_user("CONFIRMED", true);
                user["Enabled"] = json!(false);
                user
            }
        };
        world.pool.on("AdminGetUser", user);
        if case == "unknown" {
            let pool = &world.pool;
            pool.refuse(
                "AdminGetUser",
                "UserNotFoundException",
                "User does not exist.",
            );
        }
        assert_eq!(story(&world).await, story_of_a_user, "{case}");
        assert_eq!(world.pool.operations(), calls, "{case}");
        assert!(world.kept().mails().await.is_empty(), "{case}");
    }
}

#[tokio::test]
async fn an_account_is_disclosed_only_where_that_is_set() {
    let world = World::with_data(|config| config.conceal_users = false).await;
    world.pool.refuse(
        "AdminGetUser",
        "UserNotFoundException",
        "User does not exist.",
    );
    let answer = request(&world, "user@example.com").await;
    assert_eq!(answer.refusal(), (404, "user_not_found"));
    world
        .pool
        .on("AdminGetUser", admin_user("EXTERNAL_PROVIDER", true));
    let answer = request(&world, "user@example.com").await;
    assert_eq!(answer.refusal(), (400, "not_possible"));
}

#[tokio::test]
async fn r46_a_code_is_six_digits_stored_as_a_mac_and_in_no_log() {
    log::listen();
    let world = world().await;
    let first = code(&world).await;
    assert!(first.len() == 6 && first.bytes().all(|byte| byte.is_ascii_digit()));
    let token = hand_in(&world, &first).await.ok().body["reset_token"].clone();
    let second = code(&world).await;
    let file = world.kept().folder.path().join("gateway.db");
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(file.parent().expect("a folder")).expect("files") {
        stored.extend(std::fs::read(entry.expect("a file").path()).expect("bytes"));
    }
    let connection = Connection::open(&file).expect("a database");
    let mac: Vec<u8> = connection
        .query_row("SELECT mac FROM reset_codes", [], |row| row.get(0))
        .expect("a code");
    assert_eq!(mac.len(), 32);
    // Six digits may stand in the time before a line by chance.
    let without_time = |line: &str| line.split_once(' ').map_or("", |(_, rest)| rest).to_owned();
    let log = log::heard();
    let log: Vec<_> = log.lines().map(without_time).collect();
    let log = log.join("\n");
    assert!(log.contains("POST /api/v1/auth/verify-otp 200"), "{log}");
    let token = token.as_str().expect("a token");
    for secret in [first.as_str(), second.as_str(), token] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    for secret in [token, "Your password reset code", "password_reset"] {
        let found = stored
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!found, "{secret} lies open in the database");
    }
}

#[tokio::test]
async fn a_fixed_code_is_the_code_of_development() {
    let world = World::with_data(|config| {
        if let Some(data) = &mut config.data {
            data.fixed_code = Some("123456".to_owned());
        }
    })
    .await;
    assert_eq!(code(&world).await, "123456");
    verify(&world, "user@example.com", "123456").await.ok();
}

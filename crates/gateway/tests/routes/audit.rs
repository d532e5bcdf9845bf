//! The audit log: each event, what it says, and what it never says.

use http::{Method, Request};
use poolgate_gateway::{AuditEvent, Config, Limits};
use serde_json::{Value, json};

use crate::log;
use crate::page_world::{self, Person};
use crate::pool;
use crate::token::SUB;
use crate::world::{World, get, post, send_json, sign_in, with_header};

const EMAIL: &str = "Ada@Example.com";

/// The lines of the audit log that were written while somebody listened.
fn lines() -> Vec<String> {
    let heard = log::heard();
    let lines = heard.lines().filter(|line| line.contains(" audit: "));
    lines.map(str::to_owned).collect()
}

fn last() -> String {
    lines().pop().expect("a line of the audit log")
}

fn signed_in(mut request: Request<axum::body::Body>) -> Request<axum::body::Body> {
    sign_in(&mut request);
    request
}

/// A request after which the event is written.
fn provoked(event: AuditEvent) -> Request<axum::body::Body> {
    let code = json!({"email": EMAIL, "code": "123456", "new_password": "Test123456"});
    let body = |path, body: Value| post(path, &body);
    let own = |method, path, body: Value| signed_in(send_json(method, path, &body));
    let post_own = |path, body| own(Method::POST, path, body);
    let delete = |path, body| own(Method::DELETE, path, body);
    match event {
        AuditEvent::Login | AuditEvent::RateLimited => body(
            "/auth/login",
            json!({"email": EMAIL, "password": "Test123456"}),
        ),
        AuditEvent::Logout => post_own("/auth/logout", json!({})),
        AuditEvent::TokenRefreshed => body("/auth/refresh", json!({"refresh_token": "r"})),
        AuditEvent::TokenRejected => with_header(get("/me"), "authorization", "Bearer a.b.c"),
        AuditEvent::UserSignedUp => body(
            "/auth/signup",
            json!({"email": EMAIL, "password": "Test123456"}),
        ),
        AuditEvent::UserConfirmed => body("/auth/confirm", code),
        AuditEvent::CodeRequested => body("/auth/resend-code", code),
        AuditEvent::PasswordResetRequested => body("/auth/forgot-password", code),
        AuditEvent::PasswordReset => body("/auth/reset-password", code),
        AuditEvent::PasswordChanged => post_own(
            "/auth/change-password",
            json!({"current_password": "Test123456", "new_password": "Test1234567"}),
        ),
        AuditEvent::ProfileChanged => post_own("/profile", json!({"name": "Ada"})),
        AuditEvent::VerificationRequested => post_own(
            "/auth/attributes/verify/start",
            json!({"attribute": "email"}),
        ),
        AuditEvent::AttributeVerified => post_own(
            "/auth/attributes/verify",
            json!({"attribute": "email", "code": "123456"}),
        ),
        AuditEvent::MfaChanged => own(Method::PUT, "/auth/mfa", json!({"preferred": "totp"})),
        AuditEvent::TotpStarted => post_own("/auth/mfa/totp/start", json!({})),
        AuditEvent::TotpAdded => post_own("/auth/mfa/totp/verify", json!({"code": "123456"})),
        AuditEvent::TotpRemoved => delete("/auth/mfa/totp", json!({})),
        AuditEvent::PasskeyStarted => post_own("/auth/passkeys/start", json!({})),
        AuditEvent::PasskeyAdded => post_own(
            "/auth/passkeys/complete",
            json!({"credential": {"id": "c"}}),
        ),
        AuditEvent::PasskeyRemoved => delete("/auth/passkeys/c", json!({})),
        AuditEvent::SocketTicketMade => post_own("/auth/socket-ticket", json!({})),
        AuditEvent::SessionEnded => delete("/auth/sessions/s", json!({})),
        AuditEvent::AccountDeleted => delete("/auth/account", json!({"password": "Test123456"})),
        AuditEvent::AccessDenied => signed_in(get("/auth/verify?groups=ghosts")),
        AuditEvent::CrossOriginRefused => with_header(
            body("/auth/login", json!({})),
            "origin",
            "https://evil.example",
        ),
        other => panic!("{other:?} is a new event: say how it comes about"),
    }
}

#[tokio::test]
async fn each_event_comes_about() {
    for event in AuditEvent::ALL {
        log::listen();
        let limits = |config: &mut Config| {
            let mut limits = Limits::default();
            if event == AuditEvent::RateLimited {
                limits.account_per_minute = std::num::NonZeroU32::MIN;
            }
            config.limits = Some(limits);
        };
        let world = if event == AuditEvent::SocketTicketMade {
            World::with_data(limits).await
        } else {
            World::with(limits).await
        };
        let answer = world.send(provoked(event)).await;
        let answer = match event {
            AuditEvent::RateLimited => world.send(provoked(event)).await,
            _ => answer,
        };
        let line = last();
        let name = event.name();
        assert!(
            line.contains(&format!(r#"event="{name}""#)),
            "{name}: {line}"
        );
        let outcome = if answer.status.is_success() {
            r#"outcome="success""#
        } else {
            r#"outcome="failure""#
        };
        assert!(line.contains(outcome), "{} {line}", answer.text);
        let id = answer.header("x-request-id").expect("an id");
        assert!(line.contains(&format!(r#"request_id="{id}""#)), "{line}");
        assert!(line.contains(r#"client_address="192.0.2.1""#), "{line}");
        assert!(line.contains(" route="), "{line}");
    }
}

#[tokio::test]
async fn a_sign_in_says_whose_and_a_refusal_says_why() {
    let login = || provoked(AuditEvent::Login);
    log::listen();
    let world = World::new().await;
    world.send(login()).await.ok();
    assert!(last().contains(&format!(r#"sub="{SUB}""#)));
    log::listen();
    world.pool.on(
        "InitiateAuth",
        json!({"ChallengeName": "SMS_MFA", "Session": "s", "ChallengeParameters": {}}),
    );
    world.send(login()).await.ok();
    assert!(last().contains(r#"outcome="challenge""#));
    log::listen();
    world.pool.refuse(
        "InitiateAuth",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    world.send(login()).await;
    assert!(last().contains(r#"reason="invalid_credentials""#));
    log::listen();
    world
        .pool
        .refuse("InitiateAuth", "InternalErrorException", "no");
    world.send(login()).await;
    assert!(last().contains(r#"outcome="error""#));
}

/// The same account has the same hash, and only by the setting its name.
#[tokio::test]
async fn r58_an_account_is_a_keyed_hash_unless_it_is_wanted_otherwise() {
    let account = |line: &str| {
        let (_, rest) = line.split_once(r#" account=""#).expect("an account");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    log::listen();
    let world = World::new().await;
    world.send(provoked(AuditEvent::Login)).await;
    world.send(provoked(AuditEvent::UserConfirmed)).await;
    world.send(provoked(AuditEvent::PasswordChanged)).await;
    let lines_without = lines();
    assert_eq!(account(&lines_without[0]), account(&lines_without[1]));
    assert_eq!(account(&lines_without[0]).len(), 32);
    assert!(!lines_without[2].contains(" account="), "the user is there");
    let all = lines_without.join("\n").to_lowercase();
    for secret in [EMAIL, "Test123456", "123456"] {
        assert!(
            !all.contains(&format!("\"{}\"", secret.to_lowercase())),
            "{all}"
        );
    }
    log::listen();
    let world = World::with(|config| config.audit_addresses = true).await;
    world.send(provoked(AuditEvent::Login)).await;
    assert!(last().contains(r#"account_name="ada@example.com""#));
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_no_event() {
    log::listen();
    let world = World::new().await;
    world.post("/auth/login", json!({"email": EMAIL})).await;
    world
        .post_signed_in("/auth/change-password", json!({}))
        .await;
    world.get("/me").await;
    assert_eq!(lines(), Vec::<String>::new());
}

#[tokio::test]
async fn a_code_for_two_purposes_is_two_events() {
    let world = World::with_data(|_| {}).await;
    let body = |purpose: &str| json!({"email": EMAIL, "code": "123456", "purpose": purpose});
    for (path, purpose, name) in [
        (
            "/api/v1/auth/request-otp",
            "email_verification",
            "code_requested",
        ),
        (
            "/api/v1/auth/request-otp",
            "password_reset",
            "password_reset_requested",
        ),
        (
            "/api/v1/auth/verify-otp",
            "email_verification",
            "user_confirmed",
        ),
        (
            "/api/v1/auth/verify-otp",
            "password_reset",
            "password_reset",
        ),
    ] {
        log::listen();
        world.post(path, body(purpose)).await;
        let line = last();
        assert!(line.contains(&format!(r#"event="{name}""#)), "{line}");
    }
}

/// Who never waits for the answer is seen all the same.
#[tokio::test]
async fn a_guess_whose_caller_went_away_is_an_event() {
    use tower::ServiceExt;
    log::listen();
    let world = World::new().await;
    world.pool.delay(std::time::Duration::from_mins(1));
    let request = world.router().oneshot(provoked(AuditEvent::Login));
    let answer = tokio::time::timeout(std::time::Duration::from_millis(50), request).await;
    assert!(answer.is_err(), "the caller went away before");
    let line = last();
    assert!(
        line.contains(r#"event="login" outcome="abandoned""#),
        "{line}"
    );
    assert!(line.contains(" account="), "{line}");
    let page = world.gateway().metrics().render();
    assert!(
        page.contains(r#"route="/auth/login",status="499"} 1"#),
        "{page}"
    );
    assert!(
        page.contains("poolgate_http_requests_in_flight 0"),
        "{page}"
    );
}

/// What a page explains is no less a refusal than what a program is told.
#[tokio::test]
async fn a_form_of_a_page_is_the_same_event_as_its_twin() {
    let world = page_world::world().await;
    let mut person = Person::default();
    let login = [("email", EMAIL), ("password", "Test123456")];
    let refuse = |kind| world.pool.refuse("InitiateAuth", kind, "no");
    // Who has heard goes on listening.
    let written = || {
        let written = lines();
        log::listen();
        written
    };
    let newest = || written().pop().expect("a line");
    log::listen();
    refuse("NotAuthorizedException");
    person.fill(&world, "/login", &login).await;
    assert!(newest().contains(r#"outcome="failure" reason="invalid_credentials""#));
    refuse("UserNotConfirmedException");
    person.fill(&world, "/login", &login).await;
    assert!(newest().contains(r#"outcome="failure" reason="user_not_confirmed""#));
    refuse("InternalErrorException");
    person.fill(&world, "/login", &login).await;
    assert!(newest().contains(r#"outcome="error""#));
    let before = written();
    // Nobody is signed in, no sign-in waits, nothing was typed.
    let csrf = page_world::hidden(&person.open(&world, "/login").await);
    for path in ["/account/delete", "/account/password", "/logout", "/login"] {
        person.post(&world, path, &csrf, &[]).await;
    }
    assert_eq!(written(), before);
    person.post(&world, "/mfa", &csrf, &[]).await;
    assert!(newest().contains(r#"outcome="failure" reason="invalid_session""#));
    world.pool.on("InitiateAuth", pool::tokens());
    person.sign_in(&world).await;
    assert!(newest().contains(r#"outcome="success""#));
    for path in [
        "/account/verify",
        "/account/mfa/app",
        "/account/passkeys/add",
    ] {
        let answer = person.post(&world, path, &csrf, &[]).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(newest().contains(r#"reason="invalid_session""#), "{path}");
    }
}

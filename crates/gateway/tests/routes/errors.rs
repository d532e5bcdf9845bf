//! Every error that the OpenAPI document has for a route can be provoked there.
//!
//! That every error which occurs is in the document is checked with each answer of each test, by the
//! world.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::future::join_all;
use http::{Method, Request};
use poolgate_gateway::{Access, Code, Rule, Verification};
use serde_json::{Value, json};

use crate::world::{Answer, World, get, send_json, sign_in, status, with_header};

/// Cannot be provoked from outside: it is what a bug looks like.
const NOT_FROM_OUTSIDE: &[Code] = &[Code::Internal];

/// What takes longer is over, in the cases about time.
const LIMIT: Duration = Duration::from_millis(500);

struct Route {
    method: Method,
    path: String,
    codes: Vec<Code>,
}

/// The routes and codes of the document.
fn routes() -> Vec<Route> {
    let document = serde_json::to_value(poolgate_gateway::openapi()).expect("JSON");
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        // A browser goes there, with a cookie: `federation_errors` provokes each of their errors.
        if path.starts_with("/auth/{provider}/") {
            continue;
        }
        for (method, operation) in item.as_object().expect("methods") {
            let responses = operation["responses"].as_object().expect("responses");
            let codes = responses
                .iter()
                .filter(|(status, _)| status.as_str() >= "400")
                .flat_map(|(_, response)| {
                    let words = response["description"].as_str().expect("words");
                    words
                        .split(", ")
                        .map(|word| code_of(word.trim_matches('`')))
                        .collect::<Vec<_>>()
                })
                .collect();
            routes.push(Route {
                method: method.to_ascii_uppercase().parse().expect("a method"),
                path: path.clone(),
                codes,
            });
        }
    }
    routes
}

fn code_of(word: &str) -> Code {
    let found = Code::ALL.into_iter().find(|code| code.as_str() == word);
    found.unwrap_or_else(|| panic!("{word} is not on the list"))
}

/// A body that the route takes.
pub(crate) async fn body_for(path: &str, world: &World) -> Value {
    let email = "user@example.com";
    match path {
        "/auth/signup" | "/auth/login" | "/register" | "/login" | "/api/v1/auth/login" => {
            json!({"email": email, "password": "Test123456"})
        }
        "/auth/confirm" | "/auth/confirm-signup" | "/confirm" => {
            json!({"email": email, "code": "123456"})
        }
        "/auth/resend-code" | "/auth/forgot-password" | "/forgot-password" => {
            json!({"email": email})
        }
        "/auth/challenge" | "/mfa" => {
            let session = crate::challenge::start(world).await;
            json!({"session": session, "name": "SMS_MFA", "responses": {"SMS_MFA_CODE": "123456"}})
        }
        "/auth/refresh" | "/auth/logout" | "/logout" => json!({"refresh_token": "refresh-1"}),
        "/auth/reset-password" | "/reset-password" => {
            json!({"email": email, "code": "123456", "new_password": "Test123456"})
        }
        "/auth/change-password" => {
            json!({"current_password": "Test123456", "new_password": "Test1234567"})
        }
        "/profile" | "/account" => json!({"phone_number": "+15555550100"}),
        "/auth/attributes/verify/start" => json!({"attribute": "email"}),
        "/auth/attributes/verify" => json!({"attribute": "email", "code": "123456"}),
        "/auth/passwordless/start" => json!({"email": email, "method": "email_otp"}),
        "/auth/mfa" => json!({"totp": true}),
        "/auth/mfa/totp/verify" => json!({"code": "123456"}),
        "/auth/passkeys/complete" => json!({"credential": {}}),
        "/auth/mfa/totp/start"
        | "/auth/mfa/totp"
        | "/auth/passkeys/start"
        | "/auth/passkeys/{id}"
        | "/auth/sessions/{id}"
        | "/auth/socket-ticket"
        | "/auth/{provider}/callback" => json!({}),
        "/auth/account" => json!({"password": "Test123456"}),
        "/api/v1/auth/register" => {
            json!({"email": email, "password": "Test123456", "accept_terms": true})
        }
        "/api/v1/auth/request-otp" => json!({"email": email, "purpose": "email_verification"}),
        "/api/v1/auth/verify-otp" => {
            json!({"email": email, "purpose": "email_verification", "code": "123456"})
        }
        "/api/v1/auth/reset-password" => {
            let token = crate::reset_codes::token(world).await;
            json!({"reset_token": token, "new_password": "Test1234567"})
        }
        other => panic!("no body is known for {other}"),
    }
}

/// What the pool must say for this code.
fn refusal_for(code: Code) -> Option<(&'static str, &'static str)> {
    const NOT_AUTHORIZED: &str = "NotAuthorizedException";
    const INVALID: &str = "InvalidParameterException";
    Some(match code {
        Code::RefusedByPool => (INVALID, "Invalid email address format."),
        Code::RefusedByTrigger => (
            "UserLambdaValidationException",
            "PreSignUp failed with error Not today.",
        ),
        Code::InvalidCode => ("CodeMismatchException", "Invalid code"),
        Code::CodeExpired => (
            "ExpiredCodeException",
            "Invalid code provided, please request a code again.",
        ),
        Code::InvalidPassword => (
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough",
        ),
        Code::PasswordUsedBefore => (
            "PasswordHistoryPolicyViolationException",
            "Password has previously been used",
        ),
        Code::WrongPassword | Code::InvalidCredentials => {
            (NOT_AUTHORIZED, "Incorrect username or password.")
        }
        Code::AlreadyConfirmed => (
            NOT_AUTHORIZED,
            "User cannot be confirmed. Current status is CONFIRMED",
        ),
        Code::NotPossible => (
            NOT_AUTHORIZED,
            "User password cannot be reset in the current state.",
        ),
        Code::NotSupported => ("OperationNotEnabledException", "x"),
        Code::NotFound => ("ResourceNotFoundException", "Session does not exist."),
        Code::InvalidRefreshToken => (NOT_AUTHORIZED, "Invalid Refresh Token"),
        Code::InvalidSession => (NOT_AUTHORIZED, "Invalid session for the user."),
        Code::UserNotConfirmed => ("UserNotConfirmedException", "User is not confirmed."),
        Code::PasswordResetRequired => (
            "PasswordResetRequiredException",
            "Password reset required for the user",
        ),
        Code::TemporaryPasswordExpired => (
            NOT_AUTHORIZED,
            "User account has expired, it must be reset by an administrator.",
        ),
        Code::UserDisabled => (NOT_AUTHORIZED, "User is disabled."),
        Code::SignUpNotAllowed => (NOT_AUTHORIZED, "SignUp is not permitted for this user pool"),
        Code::InsufficientScope => (NOT_AUTHORIZED, "Access Token does not have required scopes"),
        Code::Forbidden => (
            "ForbiddenException",
            "Request not allowed due to WAF block.",
        ),
        Code::UserNotFound => (
            "UserNotFoundException",
            "Username/client id combination not found.",
        ),
        Code::UserExists => ("UsernameExistsException", "User already exists"),
        Code::TooManyAttempts => (
            "LimitExceededException",
            "Attempt limit exceeded, please try after some time.",
        ),
        Code::Misconfigured => (
            "ResourceNotFoundException",
            "User pool client x does not exist.",
        ),
        Code::PoolError => ("UnexpectedLambdaException", "x"),
        Code::DeliveryFailed => ("CodeDeliveryFailureException", "x"),
        Code::PoolUnavailable | Code::NotReady => ("InternalErrorException", "x"),
        Code::PoolBusy => ("TooManyRequestsException", "Rate exceeded"),
        _ => return None,
    })
}

/// A body that announces nothing and never comes.
fn never() -> Body {
    Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>())
}

/// A world in which the request leads to this code.
async fn prepare(route: &Route, code: Code) -> (World, Request<Body>) {
    let change = |config: &mut poolgate_gateway::Config| {
        config.conceal_users = false;
        if route.path == "/auth/verify" && code == Code::Forbidden {
            // Nobody is a trusted proxy.
            let path = "/".parse().expect("a path");
            let (methods, access) = (Vec::new(), Access::Public);
            config.rules = vec![Rule {
                path,
                methods,
                access,
                verification: None,
            }];
        }
        if matches!(code, Code::Timeout | Code::BodyTimeout) {
            config.request_timeout = LIMIT;
        }
        let asks_only_then = [
            Code::InsufficientScope,
            Code::Misconfigured,
            Code::PoolUnavailable,
            Code::PoolBusy,
            Code::PoolTimeout,
        ];
        if route.codes.contains(&Code::InvalidToken) && asks_only_then.contains(&code) {
            config.verification = Verification::Strict;
        }
        if code == Code::PoolTimeout {
            config.client.timeouts.operation = LIMIT;
        }
    };
    let needs_data = ["/auth/socket-ticket", "/auth/verify"].contains(&&*route.path);
    let world = if needs_data || route.path.starts_with("/api/v1/") {
        World::with_data(change).await
    } else {
        World::with(change).await
    };
    let mut request = if route.method == Method::GET {
        get(&route.path)
    } else {
        let body = body_for(&route.path, &world).await;
        send_json(route.method.clone(), &route.path, &body)
    };
    let wants_token = route.codes.contains(&Code::InvalidToken);
    if wants_token && code != Code::TokenMissing {
        sign_in(&mut request);
    }
    match code {
        Code::InsufficientScope if route.path == "/auth/verify" => {
            *request.uri_mut() = "/auth/verify?groups=nobody".parse().expect("a path");
        }
        Code::Forbidden if route.path == "/auth/verify" => {}
        Code::CrossOrigin if route.path == "/auth/verify" => {
            // A page of another origin opens a WebSocket.
            request = world.tab().await.with(get(&route.path));
            request = with_header(request, "sec-websocket-key", "x");
            request = with_header(request, "origin", "https://evil.example");
        }
        Code::InvalidRequest if wants_token => {
            request = with_header(request, "authorization", "Bearer second");
        }
        Code::InvalidRequest => *request.body_mut() = Body::from("{"),
        Code::ValidationFailed => {
            *request.body_mut() = Body::from(r#"{"refresh_token": 1, "session": 1}"#);
        }
        Code::UnsupportedMediaType => request = retyped(request),
        Code::BodyTooLarge => *request.body_mut() = Body::from(vec![b' '; 65 * 1024]),
        Code::BodyTimeout => *request.body_mut() = never(),
        Code::CrossOrigin => request = with_header(request, "origin", "https://evil.example"),
        Code::TokenMissing if route.path.ends_with("/logout") => {
            *request.body_mut() = Body::from("{}");
        }
        Code::TokenMissing => {}
        Code::InvalidToken => {
            request
                .headers_mut()
                .insert("authorization", "Bearer x".parse().expect("a value"));
        }
        Code::KeysUnavailable => world.pool.hide_keys(true),
        Code::PoolTimeout => world.pool.delay(LIMIT * 4),
        // Longer than a busy machine may stand still.
        Code::Timeout => world.pool.delay(LIMIT * 100),
        Code::RateLimited => overrun(&world, route, wants_token).await,
        code => {
            let (exception, message) =
                refusal_for(code).unwrap_or_else(|| panic!("no way is known to {}", code.as_str()));
            world.pool.refuse_all(exception, message);
        }
    }
    (world, request)
}

async fn provoke(route: &Route, code: Code) -> Answer {
    let (world, request) = prepare(route, code).await;
    world.send(request).await
}

fn retyped(request: Request<Body>) -> Request<Body> {
    let (mut parts, _) = request.into_parts();
    parts
        .headers
        .insert("content-type", "text/plain".parse().expect("a value"));
    Request::from_parts(parts, Body::from("x"))
}

async fn overrun(world: &World, route: &Route, wants_token: bool) {
    let body = body_for(&route.path, world).await;
    loop {
        let mut request = send_json(route.method.clone(), &route.path, &body);
        if wants_token {
            sign_in(&mut request);
        }
        let answer = world.send(request).await;
        // What counts once is refused for that first.
        let spent = answer.refusal() == (400, "code_expired");
        if !answer.status.is_success() && !spent {
            return;
        }
    }
}

#[tokio::test]
async fn every_documented_error_is_possible() {
    let routes = routes();
    let cases: Vec<_> = routes
        .iter()
        .flat_map(|route| route.codes.iter().map(move |&code| (route, code)))
        .filter(|(_, code)| !NOT_FROM_OUTSIDE.contains(code))
        .collect();
    assert!(cases.len() > 200, "{}", cases.len());
    // Those about time wait, and can do so together once all is set up.
    let (waiting, others): (Vec<_>, Vec<_>) = cases
        .into_iter()
        .partition(|(_, code)| matches!(code, Code::Timeout | Code::PoolTimeout));
    let mut prepared = Vec::new();
    for &(route, code) in &waiting {
        prepared.push(prepare(route, code).await);
    }
    let waited = prepared
        .into_iter()
        .map(|(world, request)| async move { world.send(request).await });
    let waited = join_all(waited).await;
    for (&(route, code), answer) in waiting.iter().zip(&waited) {
        check(route, code, answer);
    }
    for (route, code) in others {
        check(route, code, &provoke(route, code).await);
    }
}

fn check(route: &Route, code: Code, answer: &Answer) {
    let expected = (status(&route.path, code).as_u16(), code.as_str());
    assert_eq!(
        answer.refusal(),
        expected,
        "{} {}",
        route.method,
        route.path
    );
}

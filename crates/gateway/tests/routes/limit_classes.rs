//! Every route of the OpenAPI document has its place: it guesses, it sends, or it needs no limit, and why.

use std::net::SocketAddr;
use std::num::NonZeroU32;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, Request};
use poolgate_gateway::Limits;
use serde_json::Value;

use crate::errors::body_for;
use crate::world::{World, send_json, sign_in};

/// What a route could be misused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Passwords, codes or tokens can be guessed.
    Guesses,
    /// Mails and text messages are sent.
    Sends,
    /// It reads or changes something for whoever holds a token that nobody guesses.
    NeedsAToken,
    /// A refresh token is too long to be guessed.
    NeedsARefreshToken,
    /// It tells everybody the same.
    Public,
}

#[rustfmt::skip]
const CLASSES: &[(&str, &str, Class)] = &[
    ("post", "/auth/signup", Class::Sends),
    ("post", "/auth/confirm", Class::Guesses),
    ("post", "/auth/confirm-signup", Class::Guesses),
    ("post", "/auth/resend-code", Class::Sends),
    ("post", "/auth/login", Class::Guesses),
    ("post", "/auth/challenge", Class::Guesses),
    ("post", "/auth/passwordless/start", Class::Sends),
    ("post", "/auth/refresh", Class::NeedsARefreshToken),
    ("post", "/auth/logout", Class::NeedsARefreshToken),
    ("get", "/auth/me", Class::NeedsAToken),
    ("get", "/me", Class::NeedsAToken),
    ("get", "/profile", Class::NeedsAToken),
    ("post", "/profile", Class::Sends),
    ("patch", "/profile", Class::Sends),
    ("post", "/auth/attributes/verify/start", Class::Sends),
    ("post", "/auth/attributes/verify", Class::Guesses),
    ("delete", "/auth/account", Class::Guesses),
    ("get", "/auth/mfa", Class::NeedsAToken),
    ("put", "/auth/mfa", Class::NeedsAToken),
    ("post", "/auth/mfa/totp/start", Class::Guesses),
    ("post", "/auth/mfa/totp/verify", Class::Guesses),
    ("delete", "/auth/mfa/totp", Class::NeedsAToken),
    ("get", "/auth/passkeys", Class::NeedsAToken),
    ("post", "/auth/passkeys/start", Class::Guesses),
    ("post", "/auth/passkeys/complete", Class::Guesses),
    ("delete", "/auth/passkeys/{id}", Class::NeedsAToken),
    ("get", "/auth/sessions", Class::NeedsAToken),
    ("delete", "/auth/sessions/{id}", Class::NeedsAToken),
    ("post", "/auth/forgot-password", Class::Sends),
    ("post", "/auth/reset-password", Class::Guesses),
    ("post", "/auth/change-password", Class::Guesses),
    ("get", "/auth/verify", Class::NeedsAToken),
    ("post", "/auth/socket-ticket", Class::NeedsAToken),
    ("get", "/auth/{provider}/start", Class::Public),
    ("get", "/auth/{provider}/callback", Class::Guesses),
    ("post", "/api/v1/auth/register", Class::Sends),
    ("post", "/api/v1/auth/request-otp", Class::Sends),
    ("post", "/api/v1/auth/verify-otp", Class::Guesses),
    ("post", "/api/v1/auth/login", Class::Guesses),
    ("post", "/api/v1/auth/reset-password", Class::Guesses),
    ("get", "/register", Class::Public),
    ("post", "/register", Class::Sends),
    ("get", "/login", Class::Public),
    ("post", "/login", Class::Guesses),
    ("get", "/logout", Class::Public),
    ("post", "/logout", Class::NeedsARefreshToken),
    ("get", "/confirm", Class::Public),
    ("post", "/confirm", Class::Guesses),
    ("get", "/forgot-password", Class::Public),
    ("post", "/forgot-password", Class::Sends),
    ("get", "/reset-password", Class::Public),
    ("post", "/reset-password", Class::Guesses),
    ("get", "/mfa", Class::Public),
    ("post", "/mfa", Class::Guesses),
    ("get", "/account", Class::NeedsAToken),
    ("post", "/account", Class::Sends),
    ("get", "/protected", Class::NeedsAToken),
    ("get", "/auth/client.js", Class::Public),
    ("get", "/auth/client.d.ts", Class::Public),
    ("get", "/healthz", Class::Public),
    ("get", "/readyz", Class::Public),
];

fn number(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("above zero")
}

async fn world(address: u32, account: u32) -> World {
    World::with_data(|config| {
        config.limits = Some(Limits {
            address_per_minute: number(address),
            account_per_minute: number(account),
            mails_per_minute: number(account),
        });
    })
    .await
}

fn ask(method: &str, path: &str, body: &Value, from: u8) -> Request<Body> {
    let method: Method = method.to_ascii_uppercase().parse().expect("a method");
    let mut request = send_json(method, path, body);
    sign_in(&mut request);
    let socket = SocketAddr::from(([198, 51, 100, from], 4711));
    request.extensions_mut().insert(ConnectInfo(socket));
    request
}

#[test]
fn r42_every_route_has_its_place() {
    let document = serde_json::to_value(poolgate_gateway::openapi()).expect("JSON");
    let mut listed: Vec<_> = CLASSES
        .iter()
        .map(|(method, path, _)| (*method, *path))
        .collect();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let class = CLASSES.iter().find(|(m, p, _)| m == method && p == path);
            let (.., class) = class.unwrap_or_else(|| panic!("{method} {path} has no class"));
            listed.retain(|place| *place != (method.as_str(), path.as_str()));
            let limited = operation["responses"].get("429").is_some();
            let must = matches!(class, Class::Guesses | Class::Sends);
            assert_eq!(limited, must, "{method} {path}");
        }
    }
    assert!(listed.is_empty(), "no such route: {listed:?}");
}

/// Two requests pass the limits, the third is refused, and `differently` passes.
async fn twice(class: (&str, &str, Class), limits: (u32, u32), by_address: bool) {
    let (method, path, _) = class;
    let world = world(limits.0, limits.1).await;
    // Made while nothing is limited yet by this route's own requests.
    let body = {
        let made = self::world(1000, 1000).await;
        body_for(path, &made).await
    };
    for n in 0..2u8 {
        let from = if by_address { 1 } else { n };
        let answer = world.send(ask(method, path, &body, from)).await;
        assert_ne!(answer.refusal().0, 429, "{method} {path}: {}", answer.text);
    }
    let from = if by_address { 1 } else { 9 };
    let answer = world.send(ask(method, path, &body, from)).await;
    assert_eq!(answer.refusal(), (429, "rate_limited"), "{method} {path}");
    assert!(answer.header("retry-after").is_some());
    if by_address {
        let answer = world.send(ask(method, path, &body, 2)).await;
        assert_ne!(answer.refusal().0, 429, "{method} {path}: others pass");
    }
}

#[tokio::test]
async fn r42_every_guessing_and_sending_route_is_limited_by_address() {
    for class in CLASSES {
        if matches!(class.2, Class::Guesses | Class::Sends) {
            twice(*class, (2, 1000), true).await;
        }
    }
}

#[tokio::test]
async fn r42_every_guessing_and_sending_route_is_limited_by_account() {
    for class in CLASSES {
        if matches!(class.2, Class::Guesses | Class::Sends) {
            twice(*class, (1000, 2), false).await;
        }
    }
}

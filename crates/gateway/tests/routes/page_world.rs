//! A person at a browser, for tests of pages: cookies are kept, forms are filled in, redirects are seen.

use std::collections::BTreeMap;

use axum::body::Body;
use http::Request;
use serde_json::json;

use crate::session_world::OWN;
use crate::world::{Answer, World, get, post_raw, with_header};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// What browsers send when they navigate.
const NAVIGATES: (&str, &str) = ("sec-fetch-mode", "navigate");

/// A browser, without JavaScript.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    cookies: BTreeMap<String, String>,
}

impl Person {
    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn with(&self, request: Request<Body>) -> Request<Body> {
        let (name, value) = NAVIGATES;
        let request = with_header(request, name, value);
        let pairs: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if pairs.is_empty() {
            return request;
        }
        with_header(request, "cookie", &pairs.join("; "))
    }

    pub(crate) async fn send(&mut self, world: &World, request: Request<Body>) -> Answer {
        let answer = world.send(self.with(request)).await;
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().expect("text");
            let (pair, rest) = line.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            assert!(
                rest.contains("HttpOnly") && rest.contains("SameSite=Lax"),
                "{line}"
            );
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.set_cookie(name, value);
            }
        }
        answer
    }

    pub(crate) async fn open(&mut self, world: &World, path: &str) -> Answer {
        self.send(world, get(path)).await
    }

    /// Sends the form of the page at `path`, with what it hides and with these fields.
    pub(crate) async fn fill(
        &mut self,
        world: &World,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let page = self.open(world, path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        self.post(world, path, &hidden(&page), fields).await
    }

    pub(crate) async fn post(
        &mut self,
        world: &World,
        path: &str,
        csrf: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf_token", csrf)
            .extend_pairs(fields)
            .finish();
        let request = with_header(post_raw(path, FORM, form), "origin", OWN);
        let request = with_header(request, "sec-fetch-site", "same-origin");
        self.send(world, request).await
    }

    /// Signs in on the page.
    pub(crate) async fn sign_in(&mut self, world: &World) -> Answer {
        let fields = [("email", "user@example.com"), ("password", "Test123456")];
        let answer = self.fill(world, "/login", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer
    }
}

/// The value that the form of a page hides.
pub(crate) fn hidden(page: &Answer) -> String {
    let (_, rest) = page
        .text
        .split_once(r#"name="csrf_token" value=""#)
        .unwrap_or_else(|| panic!("no form: {}", page.text));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// The path of a redirect.
pub(crate) fn to(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").expect("a location")
}

/// What the pool says of itself to its operator.
pub(crate) fn describe(world: &World) {
    world
        .pool
        .on(
            "DescribeUserPool",
            json!({"UserPool": {
                "Id": "eu-north-1_EXAMPLE01", "MfaConfiguration": "OPTIONAL",
                "Policies": {
                    "PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": true},
                    "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
                },
                "SchemaAttributes": [{"Name": "name", "Required": true}, {"Name": "email", "Required": true}],
            }}),
        )
        .on(
            "DescribeUserPoolClient",
            json!({"UserPoolClient": {
                "ClientId": "client", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"],
                "SupportedIdentityProviders": ["COGNITO", "Google", "SignInWithApple", "Partner-1"],
                "LogoutURLs": ["http://localhost:8000/login"],
            }}),
        );
}

/// A gateway that keeps sessions, before a pool with hosted pages.
pub(crate) async fn world() -> World {
    World::with_data(|config| config.hosted = Some("http://pool.example/hosted".to_owned())).await
}

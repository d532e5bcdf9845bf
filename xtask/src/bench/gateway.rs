//! What the gateway costs an application that it guards: by bearer token, by session cookie; and its sign-in page.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::http::Connection;
use super::server::Server;
use super::{PASSWORD, load, text};

const CODE: &str = "123456";

/// How many users are signed in: each has a token and a session.
const USERS: usize = 50;

/// Signs users in both ways, then asks whether they may pass.
pub(super) fn measure(root: &Path) -> Result<()> {
    let server = Server::gateway(root, CODE)?;
    let mut connection = Connection::open(server.port)?;
    let (mut tokens, mut cookies) = (Vec::new(), Vec::new());
    for number in 0..USERS {
        let email = format!("user{number}@example.com");
        let user = json!({ "email": email, "password": PASSWORD });
        connection.post("/auth/signup", &user)?;
        connection.post("/auth/confirm", &json!({ "email": email, "code": CODE }))?;
        let signed_in = connection.post("/auth/login", &user)?;
        tokens.push(text(&signed_in["access_token"])?);
        let session = json!({ "email": email, "password": PASSWORD, "mode": "session" });
        connection.post("/auth/login", &session)?;
        cookies.push(
            connection
                .cookie
                .take()
                .context("a sign-in without a cookie")?,
        );
    }
    let ask = |connection: &mut Connection, path: &str, lines: &str| {
        let status = connection.get_with(path, lines)?;
        ensure!(status == 200, "{path} answered {status}");
        Ok(())
    };
    load(&server, "healthz", &|connection, _| {
        ask(connection, "/healthz", "")
    })?;
    load(&server, "verify by token", &|connection, number| {
        let token = &tokens[number % USERS];
        ask(
            connection,
            "/auth/verify",
            &format!("authorization: Bearer {token}\r\n"),
        )
    })?;
    load(&server, "verify by cookie", &|connection, number| {
        let cookie = &cookies[number % USERS];
        ask(connection, "/auth/verify", &format!("cookie: {cookie}\r\n"))
    })?;
    load(&server, "the sign-in page", &|connection, _| {
        ask(connection, "/login", "accept: text/html\r\n")
    })
}

//! Browsers with a session, for tests.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use crate::world::{Answer, World, get, post, send_json, with_header};

/// The origin that the tests' requests are sent to.
pub(crate) const OWN: &str = "http://localhost:8000";

/// What a browser sends of an answer's cookie.
pub(crate) fn cookie_of(answer: &Answer) -> String {
    let set = answer.header("set-cookie").expect("a cookie");
    let pair = set.split(';').next().expect("a first part");
    pair.to_owned()
}

/// A browser: its cookie goes along, and its page's origin.
#[derive(Clone, Debug)]
pub(crate) struct Tab(pub(crate) String);

impl Tab {
    pub(crate) fn with(&self, request: Request<Body>) -> Request<Body> {
        with_header(request, "cookie", &self.0)
    }

    pub(crate) async fn get(&self, world: &World, path: &str) -> Answer {
        world.send(self.with(get(path))).await
    }

    pub(crate) async fn post(&self, world: &World, path: &str, body: Value) -> Answer {
        let request = with_header(post(path, &body), "origin", OWN);
        world.send(self.with(request)).await
    }

    pub(crate) async fn delete(&self, world: &World, path: &str, body: Value) -> Answer {
        let request = send_json(http::Method::DELETE, path, &body);
        let request = with_header(request, "origin", OWN);
        world.send(self.with(request)).await
    }
}

impl World {
    pub(crate) async fn sign_in_answer(&self, remember: bool) -> Answer {
        let body = json!({
            "email": "user@example.com", "password": "Test123456",
            "mode": "session", "remember": remember
        });
        self.post("/auth/login", body).await.ok()
    }

    /// A browser that is signed in.
    pub(crate) async fn tab(&self) -> Tab {
        Tab(cookie_of(&self.sign_in_answer(false).await))
    }

    /// How often the pool was asked for this.
    pub(crate) fn count(&self, operation: &str) -> usize {
        let operations = self.pool.operations();
        operations.iter().filter(|name| *name == operation).count()
    }
}

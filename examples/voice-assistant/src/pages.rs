//! The pages and their files, which are built in.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const FILES: [(&str, &str, &str); 3] = [
    (
        "dashboard.css",
        "text/css; charset=utf-8",
        include_str!("../static/dashboard.css"),
    ),
    (
        "dashboard.js",
        "text/javascript; charset=utf-8",
        include_str!("../static/dashboard.js"),
    ),
    (
        "voice-assistant-auth.js",
        "text/javascript; charset=utf-8",
        include_str!("../static/voice-assistant-auth.js"),
    ),
];

/// `GET /`.
pub(crate) async fn dashboard() -> Response {
    sent(
        "text/html; charset=utf-8",
        include_str!("../static/dashboard.html"),
    )
}

/// `GET /original`: what there is for who has no scripts.
pub(crate) async fn original() -> Response {
    sent(
        "text/html; charset=utf-8",
        include_str!("../static/original.html"),
    )
}

/// `GET /static/{name}`.
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|(known, ..)| *known == name) {
        Some((_, kind, text)) => sent(kind, text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn sent(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

//! `GET /auth/client.js` and `GET /auth/client.d.ts`: the browser client, which is the npm package of `npm/client`.
//!
//! It is public code, so that pages of any origin may load it. What they can do with it is decided at the other routes.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::response::{IntoResponse, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::layers::no_cache;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

static MODULE: LazyLock<File> = LazyLock::new(|| {
    File::new(
        include_str!("../../../../npm/client/client.js"),
        "text/javascript; charset=utf-8",
    )
});
static TYPES: LazyLock<File> = LazyLock::new(|| {
    // The type of TypeScript's files that is registered is one of videos.
    File::new(
        include_str!("../../../../npm/client/client.d.ts"),
        "text/plain; charset=utf-8",
    )
});

/// A file of the package.
#[derive(Debug)]
struct File {
    content: &'static str,
    kind: &'static str,
    tag: HeaderValue,
}

impl File {
    fn new(content: &'static str, kind: &'static str) -> Self {
        let hash = hex::encode(&digest(&SHA256, content.as_bytes()).as_ref()[..16]);
        let tag = HeaderValue::from_str(&format!("\"{hash}\"")).expect("hex makes a header");
        Self { content, kind, tag }
    }

    /// The file, or that the caller has it already.
    fn answer(&self, request: &HeaderMap) -> Response {
        let headers = [
            (ETAG, self.tag.clone()),
            (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
            (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
        ];
        if self.is_known(request) {
            return (StatusCode::NOT_MODIFIED, no_cache(), headers).into_response();
        }
        let kind = [(CONTENT_TYPE, self.kind)];
        (no_cache(), headers, kind, self.content).into_response()
    }

    /// By weak comparison (RFC 9110, section 13.1.2): a proxy that compresses makes the tag weak.
    fn is_known(&self, request: &HeaderMap) -> bool {
        request
            .get_all(IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag)
    }
}

/// The browser client
///
/// An ES module: `import { createClient } from "/auth/client.js"`. Pages of any origin may load it.
#[utoipa::path(
    get,
    path = "/auth/client.js",
    tag = "Browser client",
    operation_id = "browserClient",
    responses(
        (status = 200, description = "The module", body = String, content_type = "text/javascript", headers(("ETag" = String))),
        (status = 304, description = "It is the one of `If-None-Match`")
    )
)]
pub(super) async fn get_module(headers: HeaderMap) -> Response {
    MODULE.answer(&headers)
}

/// The types of the browser client
///
/// For TypeScript.
#[utoipa::path(
    get,
    path = "/auth/client.d.ts",
    tag = "Browser client",
    operation_id = "browserClientTypes",
    responses(
        (status = 200, description = "The types", body = String, content_type = "text/plain", headers(("ETag" = String))),
        (status = 304, description = "They are those of `If-None-Match`")
    )
)]
pub(super) async fn get_types(headers: HeaderMap) -> Response {
    TYPES.answer(&headers)
}

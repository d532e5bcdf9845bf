//! The files that pages use: served by us, under names that change with their content, so that browsers
//! may keep them for good.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderName};

use crate::failure::{Failure, fail};

/// How many digits of the hash are in a name.
const DIGITS: usize = 16;

struct Asset {
    /// The name in templates.
    name: &'static str,
    kind: &'static str,
    content: &'static str,
}

const ASSETS: [Asset; 4] = [
    Asset {
        name: "page.css",
        kind: "text/css; charset=utf-8",
        content: include_str!("../assets/page.css"),
    },
    Asset {
        name: "page.js",
        kind: "text/javascript; charset=utf-8",
        content: include_str!("../assets/page.js"),
    },
    Asset {
        name: "forms.js",
        kind: "text/javascript; charset=utf-8",
        content: include_str!("../assets/forms.js"),
    },
    Asset {
        name: "icon.svg",
        kind: "image/svg+xml",
        content: include_str!("../assets/icon.svg"),
    },
];

/// The assets under the names that they are served by.
static SERVED: LazyLock<[(String, &Asset); ASSETS.len()]> = LazyLock::new(|| {
    ASSETS.each_ref().map(|asset| {
        let hash = hex::encode(digest(&SHA256, asset.content.as_bytes()));
        let (stem, extension) = asset
            .name
            .rsplit_once('.')
            .expect("every asset has an extension");
        (format!("{stem}-{}.{extension}", &hash[..DIGITS]), asset)
    })
});

/// The path of an asset, by its name in templates.
pub(crate) fn path(name: &str) -> Option<String> {
    let (served, _) = SERVED.iter().find(|(_, asset)| asset.name == name)?;
    Some(format!("/assets/{served}"))
}

/// Serves the files that pages use. Every port that shows pages mounts it.
pub fn assets_router() -> Router {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some((_, asset)) = SERVED.iter().find(|(served, _)| *served == name) else {
        return fail(Failure::NotFound, &headers);
    };
    let headers = [
        (CONTENT_TYPE, asset.kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    (headers, asset.content).into_response()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use axum::body::Body;
    use http::{Request, StatusCode};
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str) -> Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assets_router().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn every_asset_is_served_under_a_name_that_may_be_kept() {
        for asset in &ASSETS {
            let answer = ask(&path(asset.name).unwrap()).await;
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.headers()[CONTENT_TYPE], asset.kind);
            assert!(
                answer.headers()[CACHE_CONTROL]
                    .to_str()
                    .unwrap()
                    .contains("immutable")
            );
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
                .await
                .unwrap();
            assert_eq!(body, asset.content);
        }
    }

    #[tokio::test]
    async fn other_names_are_not_found() {
        for path in [
            "/assets/page.css",
            "/assets/page-0000000000000000.css",
            "/assets/..%2fCargo.toml",
        ] {
            assert_eq!(ask(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(path("other.css"), None);
    }

    #[test]
    fn nothing_comes_from_elsewhere() {
        for asset in &ASSETS {
            let rest = asset.content.replace("http://www.w3.org/2000/svg", "");
            assert!(!rest.contains("://"), "{}", asset.name);
            assert!(!rest.contains("@import"), "{}", asset.name);
        }
    }
}

//! `/metrics`: to this machine, to who has the token, or on a listener of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use poolgate_gateway::{Clock, SystemClock};
use poolgate_metrics::{BUILD_INFO, Metrics, START_TIME};
use poolgate_ui::Development;
use secrecy::{ExposeSecret, SecretString};

use crate::config::Config;

/// The text format of Prometheus.
const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The numbers of this process.
pub(crate) fn metrics() -> Metrics {
    let metrics = Metrics::new();
    metrics.set(BUILD_INFO, &[env!("CARGO_PKG_VERSION")], 1.0);
    let now =
        std::time::Duration::from_millis(u64::try_from(SystemClock.now()).unwrap_or_default());
    metrics.set(START_TIME, &[], now.as_secs_f64());
    metrics
}

/// Who may read.
#[derive(Clone)]
enum Readers {
    /// Whoever reaches the listener.
    All,
    /// This machine.
    Local,
    /// Who sends the token.
    Token(SecretString),
}

impl Readers {
    fn include(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> bool {
        match self {
            Self::All => true,
            // A proxy on this machine brings others along, so the request itself must look local too.
            Self::Local => {
                peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback())
                    && Development::Local.allows(headers)
            }
            Self::Token(token) => headers
                .get(AUTHORIZATION)
                .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "))
                .is_some_and(|sent| {
                    verify_slices_are_equal(sent, token.expose_secret().as_bytes()).is_ok()
                }),
        }
    }
}

/// What is done before the numbers are read: some are looked at, not counted.
pub(crate) type Measure = Arc<dyn Fn() + Send + Sync>;

/// The page on a public listener; nothing where it has a listener of its own.
pub(crate) fn public_metrics(config: &Config, metrics: &Metrics, measure: &Measure) -> Router {
    if config.metrics.listen.is_some() {
        return Router::new();
    }
    let readers = match &config.metrics.token {
        Some(token) => Readers::Token(token.clone()),
        None => Readers::Local,
    };
    page(readers, metrics, measure)
}

/// The page on a listener of its own.
pub(crate) fn own_metrics(config: &Config, metrics: &Metrics, measure: &Measure) -> Router {
    let readers = config.metrics.token.clone();
    page(
        readers.map_or(Readers::All, Readers::Token),
        metrics,
        measure,
    )
}

fn page(readers: Readers, metrics: &Metrics, measure: &Measure) -> Router {
    let (metrics, measure) = (metrics.clone(), Arc::clone(measure));
    let show = move |request: Request| {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let may_read = readers.include(peer.map(|info| info.0), request.headers());
        let answer = if may_read {
            measure();
            text(metrics.render())
        } else if matches!(readers, Readers::Token(_)) {
            let challenge = [(http::header::WWW_AUTHENTICATE, "Bearer")];
            (StatusCode::UNAUTHORIZED, challenge).into_response()
        } else {
            StatusCode::NOT_FOUND.into_response()
        };
        async move { answer }
    };
    Router::new().route("/metrics", get(show))
}

fn text(page: String) -> Response {
    let headers = [(CONTENT_TYPE, KIND), (CACHE_CONTROL, "no-store")];
    (headers, page).into_response()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn includes(readers: &Readers, peer: &str, headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        readers.include(Some(peer.parse().unwrap()), &map)
    }

    #[test]
    fn without_a_token_this_machine_reads_and_nobody_else() {
        let host = ("host", "127.0.0.1:8000");
        let local = Readers::Local;
        assert!(includes(&local, "127.0.0.1:4711", &[host]));
        assert!(includes(&local, "[::1]:4711", &[("host", "localhost")]));
        assert!(!includes(&local, "192.0.2.1:4711", &[host]));
        assert!(!includes(
            &local,
            "127.0.0.1:4711",
            &[("host", "id.example.com")]
        ));
        let by_proxy = [host, ("x-forwarded-for", "192.0.2.1")];
        assert!(!includes(&local, "127.0.0.1:4711", &by_proxy));
        assert!(!local.include(None, &HeaderMap::new()));
    }

    #[test]
    fn with_a_token_it_alone_counts() {
        let token = Readers::Token("a-token-of-metrics".into());
        let right = ("authorization", "Bearer a-token-of-metrics");
        assert!(includes(&token, "192.0.2.1:4711", &[right]));
        for wrong in ["Bearer a-token-of-metric", "Bearer ", "a-token-of-metrics"] {
            assert!(!includes(
                &token,
                "127.0.0.1:1",
                &[("authorization", wrong)]
            ));
        }
        assert!(!includes(&token, "127.0.0.1:1", &[("host", "localhost")]));
    }
}

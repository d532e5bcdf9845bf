//! The application: what its routes share, and which of them are guarded.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::routing::{get, post};
use poolgate_gateway::Gateway;
use poolgate_verify::Verifier;
use tokio::sync::broadcast;

use crate::customers::Customers;
use crate::settings::Settings;
use crate::{calls, customers, pages, sockets, telephony, upload};

/// How many events a dashboard may be behind.
const BACKLOG: usize = 256;
/// How long the other side of a call may take to answer.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest body, uploads apart.
const BODY: usize = 64 * 1024;

/// What the routes share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) gateway: Gateway,
    pub(crate) customers: Customers,
    pub(crate) call_url: Option<String>,
    pub(crate) http: reqwest::Client,
    /// What happens to calls, for the dashboards.
    pub(crate) events: broadcast::Sender<String>,
}

impl FromRef<App> for Verifier {
    fn from_ref(app: &App) -> Self {
        app.gateway.verifier().clone()
    }
}

impl App {
    pub(crate) async fn new(settings: Settings) -> anyhow::Result<Self> {
        let gateway = Gateway::new(settings.gateway()?).await?;
        let http = reqwest::Client::builder()
            .timeout(CALL_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            gateway,
            customers: Customers::open(&settings.data.join("customers.db"))?,
            call_url: settings.call_url,
            http,
            events: broadcast::channel(BACKLOG).0,
        })
    }

    pub(crate) fn router(&self) -> Router {
        let guarded = Router::new()
            .route(
                "/api/upload-customers",
                post(upload::post).layer(DefaultBodyLimit::max(upload::BODY)),
            )
            .route("/api/customers", get(customers::get))
            .route("/api/trigger-single-call", post(calls::single))
            .route("/api/trigger-bulk-calls", post(calls::bulk))
            .route("/ws/events", get(sockets::events))
            .layer(self.gateway.guard());
        let public = Router::new()
            .route("/", get(pages::dashboard))
            .route("/original", get(pages::original))
            .route("/static/{name}", get(pages::file))
            .route("/ws-url", get(sockets::url))
            .route("/ws", get(sockets::media))
            .route("/passthru-handler", get(telephony::passthru))
            .route("/exotel-webhook", post(telephony::webhook));
        guarded
            .merge(public)
            .layer(DefaultBodyLimit::max(BODY))
            .with_state(self.clone())
            .fallback_service(self.gateway.router())
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn each_route_is_for_whom_it_should_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().to_str().expect("a path").to_owned();
        let settings = Settings::read(|name| match name {
            "COGNITO_USER_POOL_ID" => Some("eu-north-1_EXAMPLE01".to_owned()),
            "COGNITO_CLIENT_ID" => Some("client".to_owned()),
            "DATA" => Some(data.clone()),
            _ => None,
        });
        let app = App::new(settings.expect("settings"))
            .await
            .expect("an application");
        let router = app.router();
        for (method, path, status) in [
            ("POST", "/api/upload-customers", 401),
            ("GET", "/api/customers", 401),
            ("POST", "/api/trigger-single-call", 401),
            ("POST", "/api/trigger-bulk-calls", 401),
            ("GET", "/ws/events", 401),
            ("GET", "/", 200),
            ("GET", "/original", 200),
            ("GET", "/static/dashboard.js", 200),
            ("GET", "/static/none", 404),
            ("GET", "/ws-url", 200),
            ("GET", "/passthru-handler?CallSid=1", 200),
            ("POST", "/exotel-webhook", 200),
            ("GET", "/auth/me", 401),
            ("GET", "/healthz", 200),
            ("GET", "/api/none", 404),
        ] {
            let mut request = Request::builder()
                .method(method)
                .uri(path)
                .header("host", "localhost");
            if method == "POST" && path == "/exotel-webhook" {
                request = request.header("content-type", "application/x-www-form-urlencoded");
            }
            let request = request.body(Body::from("a=b")).expect("a request");
            let answer = router.clone().oneshot(request).await.expect("an answer");
            assert_eq!(answer.status(), status, "{method} {path}");
        }
    }
}

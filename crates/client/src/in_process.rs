//! A pool in the same process: calls are function calls into its router.

use std::fmt;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Extensions, Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::error::BoxError;
use crate::transport::TransportError;

type Extend = Arc<dyn Fn(&mut Extensions) + Send + Sync>;

/// A router in the same process that stands for the pool.
#[derive(Clone)]
pub struct InProcess {
    router: Router,
    extend: Vec<Extend>,
}

impl InProcess {
    /// Calls go to this router.
    pub fn new(router: Router) -> Self {
        Self {
            router,
            extend: Vec::new(),
        }
    }

    /// Every request carries this extension, so that the router knows who calls it.
    #[must_use]
    pub fn with_extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.extend.push(Arc::new(move |extensions| {
            extensions.insert(value.clone());
        }));
        self
    }

    /// A request for a document.
    pub(crate) fn get(url: &str) -> Result<Request<Body>, TransportError> {
        Request::get(url)
            .body(Body::empty())
            .map_err(|_| TransportError::Url(url.to_owned()))
    }

    /// Status and body of the answer.
    pub(crate) async fn call(
        &self,
        request: Request<Body>,
    ) -> Result<(StatusCode, Bytes), BoxError> {
        let response = self.answer(request).await?;
        Ok((response.status(), response.into_body()))
    }

    async fn answer(&self, mut request: Request<Body>) -> Result<Response<Bytes>, BoxError> {
        for extend in &self.extend {
            extend(request.extensions_mut());
        }
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes();
        Ok(Response::from_parts(parts, bytes))
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let pool = self.clone();
        HttpConnectorFuture::new(async move {
            let request = request
                .try_into_http1x()
                .map_err(|error| ConnectorError::user(error.into()))?;
            let response = InProcess::answer(&pool, request.map(Body::new))
                .await
                .map_err(ConnectorError::io)?;
            HttpResponse::try_from(response.map(SdkBody::from))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

impl HttpClient for InProcess {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use axum::Extension;
    use axum::routing::get;

    use super::*;
    use crate::transport::Transport;

    #[derive(Clone)]
    struct Caller(&'static str);

    #[tokio::test]
    async fn a_document_comes_from_the_router_with_the_extension() {
        let router = Router::new().route(
            "/pool/keys",
            get(|Extension(Caller(name)): Extension<Caller>| async move { name }),
        );
        let transport =
            Transport::InProcess(InProcess::new(router).with_extension(Caller("the gateway")));
        let body = transport.get("http://pool.internal/pool/keys").await;
        assert_eq!(body.expect("a document"), "the gateway");
        let missing = transport.get("http://pool.internal/other").await;
        assert!(matches!(
            missing,
            Err(TransportError::Status { status: 404, .. })
        ));
    }
}

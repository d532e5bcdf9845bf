//! One transport for SDK calls and key sets: HTTPS, or a function call into a router.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

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
use http_body_util::{BodyExt, Limited};
use tower::ServiceExt;

use crate::error::BoxError;

/// Key sets are a few kilobytes; anything much larger is not one.
const LARGEST_DOCUMENT: usize = 1024 * 1024;
/// How long a plain `get` may take.
const GET_TIMEOUT: Duration = Duration::from_secs(5);

/// How calls reach the pool.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Transport {
    /// Over the network, with the HTTPS client of the AWS SDK.
    #[default]
    Https,
    /// By a function call into a router in the same process, without a socket.
    InProcess(InProcess),
}

/// A document could not be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The address is not one.
    #[error("{0} is not a URL that can be fetched")]
    Url(String),
    /// There was no answer.
    #[error("no answer from {url}")]
    Unreachable {
        /// Where the document was looked for.
        url: String,
        /// What happened.
        #[source]
        source: BoxError,
    },
    /// The answer was not the document.
    #[error("{url} answered with status {status}")]
    Status {
        /// Where the document was looked for.
        url: String,
        /// The status of the answer.
        status: u16,
    },
}

impl Transport {
    /// Fetches a public document, such as a key set, over the same way as the SDK's calls.
    pub async fn get(&self, url: &str) -> Result<Bytes, TransportError> {
        let unreachable = |source: BoxError| TransportError::Unreachable {
            url: url.to_owned(),
            source,
        };
        let (status, body) = match self {
            Self::Https => get_over_network(url).await.map_err(unreachable)?,
            Self::InProcess(pool) => {
                let request = Request::get(url)
                    .body(Body::empty())
                    .map_err(|_| TransportError::Url(url.to_owned()))?;
                tokio::time::timeout(GET_TIMEOUT, pool.call(request))
                    .await
                    .map_err(|elapsed| unreachable(elapsed.into()))?
                    .map(|response| (response.status(), response.into_body()))
                    .map_err(unreachable)?
            }
        };
        if status.is_success() {
            Ok(body)
        } else {
            Err(TransportError::Status {
                url: url.to_owned(),
                status: status.as_u16(),
            })
        }
    }
}

async fn get_over_network(url: &str) -> Result<(StatusCode, Bytes), BoxError> {
    let client = reqwest::Client::builder()
        .timeout(GET_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let response = client.get(url).send().await?;
    let status = response.status();
    let body = reqwest::Body::from(response);
    let bytes = Limited::new(body, LARGEST_DOCUMENT)
        .collect()
        .await?
        .to_bytes();
    Ok((status, bytes))
}

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

    async fn call(&self, mut request: Request<Body>) -> Result<Response<Bytes>, BoxError> {
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
            let response = InProcess::call(&pool, request.map(Body::new))
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

    #[tokio::test]
    async fn a_closed_port_is_unreachable() {
        let answer = Transport::Https.get("http://127.0.0.1:1/keys").await;
        assert!(matches!(answer, Err(TransportError::Unreachable { .. })));
    }
}

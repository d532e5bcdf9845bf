//! The guard around the HTTP client of the AWS SDK.

use std::sync::Arc;

use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http_body_util::{BodyExt, Limited};

use super::{Guard, Outcome};
use crate::error::BoxError;

/// The longest answers are pages of users: some hundred kilobytes.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// The names under which pools throttle.
const THROTTLED: [&str; 3] = [
    "TooManyRequestsException",
    "ThrottlingException",
    "RequestThrottledException",
];

type Answer = Result<HttpResponse, ConnectorError>;

/// The HTTPS client of the AWS SDK behind a guard.
#[derive(Clone, Debug)]
pub(crate) struct Guarded {
    client: SharedHttpClient,
    guard: Arc<Guard>,
}

impl Guarded {
    pub(crate) fn new(guard: Arc<Guard>) -> Self {
        let client = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(
                tls::rustls_provider::CryptoMode::AwsLc,
            ))
            .build_https();
        Self { client, guard }
    }
}

impl HttpClient for Guarded {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(GuardedConnector {
            connector: self.client.http_connector(settings, components),
            guard: Arc::clone(&self.guard),
        })
    }
}

#[derive(Clone, Debug)]
struct GuardedConnector {
    connector: SharedHttpConnector,
    guard: Arc<Guard>,
}

impl HttpConnector for GuardedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        HttpConnectorFuture::new(async move {
            let operation = operation(&request).to_owned();
            let attempt = || {
                let request = request.try_clone();
                let (connector, guard) = (this.connector.clone(), Arc::clone(&this.guard));
                async move {
                    let Some(request) = request else {
                        let error = ConnectorError::user("the body cannot be sent twice".into());
                        return (Outcome::Answered, Err(error));
                    };
                    // The SDK's own clock would drop this future, and nobody would learn of the failure.
                    let answer = tokio::time::timeout(guard.attempt, connector.call(request)).await;
                    match answer {
                        Err(late) => (Outcome::Failed, Err(ConnectorError::timeout(late.into()))),
                        Ok(Err(error)) => (Outcome::Failed, Err(error)),
                        Ok(Ok(response)) => read(response, guard.attempt).await,
                    }
                }
            };
            match this.guard.call(&operation, attempt).await {
                Ok(answer) => answer,
                // Of no kind that the SDK tries again.
                Err(held) => Err(ConnectorError::other(held.into(), None)),
            }
        })
    }
}

fn operation(request: &HttpRequest) -> &str {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default()
}

/// The answer with its body, which is what may be late or break off as well.
async fn read(response: HttpResponse, patience: std::time::Duration) -> (Outcome, Answer) {
    let status = response.status().as_u16();
    let outcome = match status {
        500.. => Outcome::Failed,
        429 => Outcome::Throttled,
        _ => Outcome::Answered,
    };
    match tokio::time::timeout(patience, whole(response)).await {
        Ok(Ok((response, body))) => {
            let throttled = status == 400 && is_throttled(&body);
            let outcome = if throttled {
                Outcome::Throttled
            } else {
                outcome
            };
            (outcome, Ok(response))
        }
        Ok(Err(error)) => (Outcome::Failed, Err(ConnectorError::io(error))),
        Err(late) => (Outcome::Failed, Err(ConnectorError::timeout(late.into()))),
    }
}

async fn whole(mut response: HttpResponse) -> Result<(HttpResponse, Vec<u8>), BoxError> {
    let body = std::mem::replace(response.body_mut(), SdkBody::taken());
    let collected = Limited::new(body, LARGEST_ANSWER).collect().await?;
    let bytes = collected.to_bytes();
    *response.body_mut() = SdkBody::from(bytes.clone());
    Ok((response, bytes.to_vec()))
}

/// Whether a refusal says that there were too many calls; some pools prefix the name.
pub(crate) fn is_throttled(body: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Refusal {
        #[serde(rename = "__type", default)]
        kind: String,
    }
    serde_json::from_slice::<Refusal>(body).is_ok_and(|refusal| {
        let kind = refusal.kind.rsplit('#').next().unwrap_or_default();
        THROTTLED.contains(&kind)
    })
}

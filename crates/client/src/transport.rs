//! One transport for SDK calls and key sets: HTTPS, or a function call into a router.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE};
use http_body_util::{BodyExt, Limited};

use crate::error::BoxError;
#[cfg(feature = "in-process")]
use crate::in_process::InProcess;

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
    #[cfg(feature = "in-process")]
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

/// A document, and when its server says that it is.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The document.
    pub document: Bytes,
    /// The `Date` of the answer (RFC 9110, section 6.6.1). A pool in the same process sends none.
    pub date: Option<String>,
}

impl Transport {
    /// Fetches a public document, such as a key set, over the same way as the SDK's calls.
    pub async fn get(&self, url: &str) -> Result<Bytes, TransportError> {
        Ok(self.look(url).await?.document)
    }

    /// The same, with the time of the answer.
    pub async fn look(&self, url: &str) -> Result<Seen, TransportError> {
        let unreachable = |source: BoxError| TransportError::Unreachable {
            url: url.to_owned(),
            source,
        };
        let (status, date, document) = match self {
            Self::Https => get_over_network(url).await.map_err(unreachable)?,
            #[cfg(feature = "in-process")]
            Self::InProcess(pool) => {
                let (status, document) =
                    tokio::time::timeout(GET_TIMEOUT, pool.call(InProcess::get(url)?))
                        .await
                        .map_err(|elapsed| unreachable(elapsed.into()))?
                        .map_err(unreachable)?;
                (status, None, document)
            }
        };
        if status.is_success() {
            Ok(Seen { document, date })
        } else {
            Err(TransportError::Status {
                url: url.to_owned(),
                status: status.as_u16(),
            })
        }
    }
}

impl Transport {
    /// Sends an AWS JSON 1.1 request that nobody signed; status and body of the answer.
    pub(crate) async fn post(
        &self,
        url: &str,
        target: &str,
        body: String,
    ) -> Result<(StatusCode, Bytes), BoxError> {
        const KIND: &str = "application/x-amz-json-1.1";
        match self {
            Self::Https => {
                let client = reqwest::Client::builder()
                    .redirect(reqwest::redirect::Policy::none())
                    .build()?;
                let request = client
                    .post(url)
                    .header(CONTENT_TYPE, KIND)
                    .header("x-amz-target", target)
                    .body(body);
                read(request.send().await?).await
            }
            #[cfg(feature = "in-process")]
            Self::InProcess(pool) => {
                let request = http::Request::post(url)
                    .header(CONTENT_TYPE, KIND)
                    .header("x-amz-target", target)
                    .body(body.into())?;
                pool.call(request).await
            }
        }
    }
}

impl Transport {
    /// Sends a form; status and body of the answer.
    pub(crate) async fn post_form(
        &self,
        url: &str,
        authorization: Option<&str>,
        form: String,
    ) -> Result<(StatusCode, Bytes), BoxError> {
        const KIND: &str = "application/x-www-form-urlencoded";
        match self {
            Self::Https => {
                let client = reqwest::Client::builder()
                    .timeout(GET_TIMEOUT)
                    .redirect(reqwest::redirect::Policy::none())
                    .build()?;
                let mut request = client.post(url).header(CONTENT_TYPE, KIND);
                if let Some(authorization) = authorization {
                    request = request.header(AUTHORIZATION, authorization);
                }
                read(request.body(form).send().await?).await
            }
            #[cfg(feature = "in-process")]
            Self::InProcess(pool) => {
                let mut request = http::Request::post(url).header(CONTENT_TYPE, KIND);
                if let Some(authorization) = authorization {
                    request = request.header(AUTHORIZATION, authorization);
                }
                let call = pool.call(request.body(form.into())?);
                tokio::time::timeout(GET_TIMEOUT, call).await?
            }
        }
    }
}

async fn read(response: reqwest::Response) -> Result<(StatusCode, Bytes), BoxError> {
    let status = response.status();
    let body = reqwest::Body::from(response);
    let bytes = Limited::new(body, LARGEST_DOCUMENT)
        .collect()
        .await?
        .to_bytes();
    Ok((status, bytes))
}

async fn get_over_network(url: &str) -> Result<(StatusCode, Option<String>, Bytes), BoxError> {
    let client = reqwest::Client::builder()
        .timeout(GET_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let response = client.get(url).send().await?;
    let date = response.headers().get(DATE);
    let date = date.and_then(|date| date.to_str().ok()).map(str::to_owned);
    let (status, document) = read(response).await?;
    Ok((status, date, document))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_closed_port_is_unreachable() {
        let answer = Transport::Https.get("http://127.0.0.1:1/keys").await;
        assert!(matches!(answer, Err(TransportError::Unreachable { .. })));
    }
}

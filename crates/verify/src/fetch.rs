//! Key sets over HTTP (feature `reqwest`).

use std::time::Duration;

use async_trait::async_trait;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};

use crate::error::{BuildError, FetchError};
use crate::source::FetchKeySet;

/// A key set at an `http` or `https` address.
///
/// Redirects are not followed: the address is configuration, and another server should not be able to change it.
#[derive(Clone, Debug)]
pub struct HttpKeySet {
    client: Client,
    uri: Url,
}

impl HttpKeySet {
    /// The key set at `uri`, fetched by a client of its own.
    ///
    /// # Errors
    ///
    /// [`BuildError::JwksUri`] when `uri` is no `http` or `https` URL.
    pub fn new(uri: &str) -> Result<Self, BuildError> {
        let refuse = |expected: String| BuildError::JwksUri {
            expected,
            actual: uri.to_owned(),
        };
        let url = Url::parse(uri)
            .map_err(|problem| refuse(format!("an http or https URL ({problem})")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refuse("an http or https URL".to_owned()));
        }
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(5))
            .user_agent(concat!("poolgate-verify/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|problem| refuse(format!("a working HTTP client ({problem})")))?;
        Ok(Self { client, uri: url })
    }
}

#[async_trait]
impl FetchKeySet for HttpKeySet {
    async fn fetch(&self, max_bytes: usize) -> Result<Vec<u8>, FetchError> {
        let mut response = self
            .client
            .get(self.uri.clone())
            .header("accept", "application/json")
            .send()
            .await
            .map_err(FetchError::new)?;
        if response.status() != StatusCode::OK {
            return Err(FetchError::new(format!(
                "{} answered {}",
                self.uri,
                response.status()
            )));
        }
        let mut document = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(FetchError::new)? {
            if document.len() + chunk.len() > max_bytes {
                return Err(FetchError::new(format!(
                    "{} answered more than {max_bytes} bytes",
                    self.uri
                )));
            }
            document.extend_from_slice(&chunk);
        }
        Ok(document)
    }
}

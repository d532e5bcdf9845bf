//! The seam between the engine and the network: one request to a provider.

use async_trait::async_trait;
use poolgate_pool_api::Secret;

/// Carries requests to identity providers.
#[async_trait]
pub trait CallProvider: Send + Sync + 'static {
    /// Sends a request; whatever status the provider answers with is no error.
    async fn call(&self, request: ProviderRequest) -> Result<ProviderAnswer, CallError>;
}

/// A request. Bodies are forms, and answers are read as JSON.
#[derive(Debug, Clone)]
pub struct ProviderRequest {
    /// What is done.
    pub method: Method,
    /// The address.
    pub url: String,
    /// The access token that proves the right to ask.
    pub bearer: Option<Secret>,
}

/// What is done.
#[derive(Debug, Clone)]
pub enum Method {
    /// Something is read.
    Get,
    /// A form is sent.
    Post(Vec<(&'static str, Secret)>),
}

/// What a provider answered.
#[derive(Clone)]
pub struct ProviderAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body; it may hold tokens.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for ProviderAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderAnswer")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish()
    }
}

impl ProviderAnswer {
    /// Whether the request was successful.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The provider took too long.
    #[error("the provider did not answer in time")]
    TimedOut,
    /// There is no connection, or it broke.
    #[error("the provider cannot be reached")]
    Unreachable,
    /// The address is none that may be asked: neither over TLS nor of this machine.
    #[error("this address may not be asked")]
    Forbidden,
    /// The answer is longer than any that makes sense.
    #[error("the answer is too long")]
    TooLong,
}

/// There is no network: nobody signs in by another provider.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProviders;

#[async_trait]
impl CallProvider for NoProviders {
    async fn call(&self, _: ProviderRequest) -> Result<ProviderAnswer, CallError> {
        Err(CallError::Unreachable)
    }
}

//! Requests over HTTPS: few, short, and to where they were sent. What is for the development identity provider stays in
//! the process.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use poolgate_pool::federation::{
    CallError, CallProvider, DEVELOPMENT_BASE, Method, ProviderAnswer, ProviderRequest,
};
use reqwest::header::{ACCEPT, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::development::DevelopmentProvider;
use crate::trigger::HttpClient;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);

/// How long all of a request may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The longest answer: tokens, key sets and profiles are shorter.
const LARGEST: usize = 256 * 1024;

/// As Cognito calls itself.
const AGENT: &str = "Amazon/Cognito";

/// Carries requests to identity providers. No redirect is followed: codes and secrets go to the address that was set.
pub struct ProviderCalls {
    client: Client,
    development: Arc<DevelopmentProvider>,
}

impl ProviderCalls {
    /// One client for all providers.
    ///
    /// # Errors
    /// If the TLS library cannot be started.
    pub fn new(development: Arc<DevelopmentProvider>) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self {
            client,
            development,
        })
    }
}

#[async_trait]
impl CallProvider for ProviderCalls {
    async fn call(&self, request: ProviderRequest) -> Result<ProviderAnswer, CallError> {
        let path = request.url.strip_prefix(DEVELOPMENT_BASE);
        if let Some(path) = path.and_then(|path| path.strip_prefix('/')) {
            return self.development.answer(path, &request);
        }
        if !HttpClient::may_reach(&request.url) {
            return Err(CallError::Forbidden);
        }
        let mut call = match &request.method {
            Method::Get => self.client.get(&request.url),
            Method::Post(form) => {
                let pairs = form.iter().map(|(name, value)| (*name, value.expose()));
                let mut text = form_urlencoded::Serializer::new(String::new());
                text.extend_pairs(pairs);
                let kind = "application/x-www-form-urlencoded";
                self.client
                    .post(&request.url)
                    .header("content-type", kind)
                    .body(text.finish())
            }
        };
        if let Some(token) = &request.bearer {
            call = call.bearer_auth(token.expose());
        }
        let call = call
            .header(USER_AGENT, AGENT)
            .header(ACCEPT, "application/json");
        let response = call.send().await.map_err(|error| lost(&error))?;
        let status = response.status().as_u16();
        let body = read(response).await?;
        Ok(ProviderAnswer { status, body })
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, CallError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
        if body.len() + chunk.len() > LARGEST {
            return Err(CallError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn lost(error: &reqwest::Error) -> CallError {
    if error.is_timeout() {
        CallError::TimedOut
    } else {
        CallError::Unreachable
    }
}

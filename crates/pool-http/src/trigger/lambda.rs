//! The Invoke API of AWS Lambda, as AWS and local runtimes speak it.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use http::Request;
use poolgate_pool::Clock;
use poolgate_pool::trigger::InvokeError;
use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::answer;
use super::http_client::HttpClient;

/// Signs requests for AWS Lambda.
#[derive(Clone)]
pub struct Signer {
    /// The region of the function.
    pub region: String,
    /// Who signs.
    pub credentials: SharedCredentialsProvider,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// A function that speaks the Invoke API.
pub struct LambdaFunction {
    /// What sends.
    pub client: HttpClient,
    /// The address of the API, without the path.
    pub url: String,
    /// The name in the path, where it is not the ARN: local runtimes know functions by short names.
    pub name: Option<String>,
    /// Who signs; nobody for a local runtime that asks for no signature.
    pub signer: Option<Signer>,
}

impl LambdaFunction {
    pub(super) async fn invoke(&self, arn: &str, body: String) -> Result<Value, InvokeError> {
        let name = encoded(self.name.as_deref().unwrap_or(arn));
        let url = format!(
            "{}/2015-03-31/functions/{name}/invocations",
            self.url.trim_end_matches('/')
        );
        let mut request = Request::post(url)
            .header("content-type", "application/json")
            .header("x-amz-invocation-type", "RequestResponse")
            .body(body)
            .map_err(|_| InvokeError::unreachable())?;
        if let Some(signer) = &self.signer {
            signer.sign(&mut request).await?;
        }
        let (parts, body) = request.into_parts();
        let sent = self
            .client
            .0
            .post(parts.uri.to_string())
            .headers(parts.headers)
            .body(body)
            .send();
        let response = sent.await.map_err(answer::lost)?;
        if response.status() != StatusCode::OK {
            return Err(InvokeError::CannotInvoke(error_name(response).await));
        }
        let failed = response.headers().contains_key("x-amz-function-error");
        let body = answer::body(response).await?;
        if failed {
            let message = answer::failure(&body).ok_or(InvokeError::Unrecognizable)?;
            return Err(InvokeError::Function(message));
        }
        answer::event(&body)
    }
}

/// A name as a part of a path: AWS's own clients write the colons of ARNs like this.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    name.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// The name of the error that AWS Lambda answers with.
async fn error_name(response: Response) -> String {
    let status = response.status();
    let header = response.headers().get("x-amzn-errortype");
    let named = header
        .and_then(|name| name.to_str().ok())
        .map(str::to_owned);
    let named = if named.is_some() {
        named
    } else {
        let body = answer::body(response).await.unwrap_or_default();
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        body["__type"].as_str().map(str::to_owned)
    };
    let short = named.as_deref().map(|name| {
        let name = name.split(':').next().unwrap_or_default();
        name.rsplit('#').next().unwrap_or_default()
    });
    let is_name = |name: &&str| {
        !name.is_empty() && name.len() <= 100 && name.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    match (short.filter(is_name), status) {
        (Some(name), _) => name.to_owned(),
        (None, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED) => {
            "AccessDeniedException".to_owned()
        }
        (None, StatusCode::NOT_FOUND) => "ResourceNotFoundException".to_owned(),
        (None, StatusCode::TOO_MANY_REQUESTS) => "TooManyRequestsException".to_owned(),
        _ => "ServiceException".to_owned(),
    }
}

impl Signer {
    async fn sign(&self, request: &mut Request<String>) -> Result<(), InvokeError> {
        let denied = || InvokeError::CannotInvoke("AccessDeniedException".to_owned());
        let credentials = self.credentials.provide_credentials().await;
        let identity = credentials.map_err(|_| denied())?.into();
        let millis = u64::try_from(self.clock.now().0).unwrap_or_default();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("lambda")
            .time(UNIX_EPOCH + Duration::from_millis(millis))
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| denied())?
            .into();
        let headers = request
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let signable = SignableRequest::new(
            request.method().as_str(),
            request.uri().to_string(),
            headers,
            SignableBody::Bytes(request.body().as_bytes()),
        );
        let signed = sign(signable.map_err(|_| denied())?, &params).map_err(|_| denied())?;
        signed.into_parts().0.apply_to_request_http1x(request);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn an_arn_is_one_part_of_the_path() {
        assert_eq!(
            encoded("arn:aws:lambda:us-east-1:1:function:a/b"),
            "arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Aa%2Fb"
        );
    }
}

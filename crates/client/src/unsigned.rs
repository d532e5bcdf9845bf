//! Operations that the SDK does not have: AWS JSON 1.1 by hand, for those that an access token alone
//! speaks for and nobody signs.

use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::Client;
use crate::error::{BoxError, Error};
use crate::guard::{Outcome, is_throttled};

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(rename = "__type", default)]
    kind: String,
    #[serde(alias = "Message", default)]
    message: String,
}

fn outcome(status: StatusCode, answer: &[u8]) -> Outcome {
    if status.is_server_error() {
        Outcome::Failed
    } else if status == StatusCode::TOO_MANY_REQUESTS || is_throttled(answer) {
        Outcome::Throttled
    } else {
        Outcome::Answered
    }
}

impl Client {
    /// Calls an operation. It is repeated only where the pool throttled it.
    pub(crate) async fn call_unsigned<T: DeserializeOwned>(
        &self,
        operation: &str,
        body: &Value,
    ) -> Result<T, Error> {
        let config = self.config();
        let url = config.endpoint();
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let post = async || {
            let call = config.transport.post(&url, &target, body.to_string());
            match tokio::time::timeout(config.timeouts.attempt, call).await {
                Err(late) => (Outcome::Failed, Err(Error::Timeout(late.into()))),
                Ok(Err(error)) => (Outcome::Failed, Err(Error::Unavailable(error))),
                Ok(Ok((status, answer))) => (outcome(status, &answer), Ok((status, answer))),
            }
        };
        let (status, answer) = match &self.inner.guard {
            Some(guard) => {
                let call = guard.call(operation, post);
                tokio::time::timeout(config.timeouts.operation, call)
                    .await
                    .map_err(|late| Error::Timeout(late.into()))??
            }
            None => post().await.1,
        }?;
        if status == StatusCode::OK {
            return serde_json::from_slice(&answer)
                .map_err(|error| Error::Unavailable(error.into()));
        }
        let refusal: Refusal = serde_json::from_slice(&answer).unwrap_or_default();
        // Some pools prefix the name of the service's model.
        let kind = refusal.kind.rsplit('#').next().unwrap_or_default();
        let failed = || -> BoxError { format!("{operation} answered {status}").into() };
        Err(Error::from_answer(status.as_u16(), kind, refusal.message)
            .unwrap_or_else(|| Error::Unavailable(failed())))
    }
}

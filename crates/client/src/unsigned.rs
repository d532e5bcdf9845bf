//! Operations that the SDK does not have: AWS JSON 1.1 by hand, for those that an access token alone
//! speaks for and nobody signs.

use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::Client;
use crate::error::{BoxError, Error};

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(rename = "__type", default)]
    kind: String,
    #[serde(alias = "Message", default)]
    message: String,
}

impl Client {
    /// Calls an operation. It is not repeated.
    pub(crate) async fn call_unsigned<T: DeserializeOwned>(
        &self,
        operation: &str,
        body: &Value,
    ) -> Result<T, Error> {
        let config = self.config();
        let url = config.endpoint();
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let call = config.transport.post(&url, &target, body.to_string());
        let (status, answer) = tokio::time::timeout(config.timeouts.operation, call)
            .await
            .map_err(|elapsed| Error::Timeout(elapsed.into()))?
            .map_err(Error::Unavailable)?;
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

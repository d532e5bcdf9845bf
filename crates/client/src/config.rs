//! What a client is built from: which pool, which app client, over which transport.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use crate::guard::{BreakerSettings, Quotas};
use crate::observe::Observe;
use crate::transport::Transport;

/// Where in-process calls seem to go; the name never leaves the process.
#[cfg(feature = "in-process")]
pub(crate) const IN_PROCESS_ENDPOINT: &str = "http://pool.internal";

/// What every AWS SDK reads, the narrower one first.
const ENDPOINT_VARIABLES: [&str; 2] = [
    "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
    "AWS_ENDPOINT_URL",
];

/// Everything a [`crate::Client`] needs to know.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// The AWS Region of the user pool, such as `eu-north-1`.
    pub region: String,
    /// The user pool, such as `eu-north-1_EXAMPLE01`. Only signed operations need it.
    pub user_pool_id: String,
    /// The app client.
    pub client_id: String,
    /// The secret of a confidential app client.
    pub client_secret: Option<SecretString>,
    /// Another endpoint than the one of AWS. With [`Credentials::Chain`], unset, the environment
    /// variables of every AWS SDK count too.
    pub endpoint_url: Option<String>,
    /// Who signs the few operations that need a signature.
    pub credentials: Credentials,
    /// How calls reach the pool.
    pub transport: Transport,
    /// How long a call may take.
    pub timeouts: Timeouts,
    /// How often a call that failed is tried in all, with jitter in between. In-process calls are tried once.
    /// Throttled calls have tries of their own.
    pub attempts: u32,
    /// When calls of a [`crate::Client`] over the network rest; nothing for never.
    pub breaker: Option<BreakerSettings>,
    /// How many calls a [`crate::Client`] may make over the network; nothing for any number. For pools on AWS,
    /// which throttle whoever makes more.
    pub quotas: Option<Quotas>,
    /// How [`crate::Client::login`] signs a user in.
    pub flow: SignInFlow,
    /// Who is told of every call when it has ended.
    pub observer: Option<Arc<dyn Observe>>,
}

impl ClientConfig {
    /// A public app client over HTTPS that needs no AWS credentials.
    pub fn new(
        region: impl Into<String>,
        user_pool_id: impl Into<String>,
        client_id: impl Into<String>,
    ) -> Self {
        Self {
            region: region.into(),
            user_pool_id: user_pool_id.into(),
            client_id: client_id.into(),
            client_secret: None,
            endpoint_url: None,
            credentials: Credentials::Chain,
            transport: Transport::Https,
            timeouts: Timeouts::default(),
            attempts: 3,
            breaker: Some(BreakerSettings::default()),
            quotas: None,
            flow: SignInFlow::Password,
            observer: None,
        }
    }
}

impl ClientConfig {
    /// Where calls go that the SDK does not make, by the same rules as its own.
    pub(crate) fn endpoint(&self) -> String {
        if let Some(url) = &self.endpoint_url {
            return url.clone();
        }
        #[cfg(feature = "in-process")]
        if let Transport::InProcess(_) = self.transport {
            return IN_PROCESS_ENDPOINT.to_owned();
        }
        let from_environment = matches!(self.credentials, Credentials::Chain)
            .then(|| {
                ENDPOINT_VARIABLES
                    .iter()
                    .find_map(|name| std::env::var(name).ok())
            })
            .flatten();
        from_environment.unwrap_or_else(|| aws_endpoint(&self.region))
    }
}

/// The endpoint of AWS in a Region; China has a domain of its own.
fn aws_endpoint(region: &str) -> String {
    let domain = if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    format!("https://cognito-idp.{region}.{domain}/")
}

/// Where the credentials of signed operations come from. Unsigned operations, which are all but the
/// look-up of a user name, work without any.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Credentials {
    /// The default chain of the AWS SDK, asked only when a signed operation is called.
    #[default]
    Chain,
    /// An access key.
    Static {
        /// The id of the access key.
        access_key_id: String,
        /// Its secret.
        secret_access_key: SecretString,
        /// The token of a temporary key.
        session_token: Option<SecretString>,
    },
    /// None at all: signed operations are not possible.
    None,
}

/// How long a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection stands.
    pub connect: Duration,
    /// One attempt, connection included.
    pub attempt: Duration,
    /// The whole call with all attempts.
    pub operation: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            attempt: Duration::from_secs(5),
            operation: Duration::from_secs(10),
        }
    }
}

/// How a user name and a password become tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignInFlow {
    /// `USER_PASSWORD_AUTH`: the password goes to the pool, over TLS.
    #[default]
    Password,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_the_given_one_or_that_of_the_region() {
        let mut config = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", "client");
        config.credentials = Credentials::None;
        let aws = "https://cognito-idp.eu-north-1.amazonaws.com/";
        assert_eq!(config.endpoint(), aws);
        config.region = "cn-north-1".to_owned();
        let china = "https://cognito-idp.cn-north-1.amazonaws.com.cn/";
        assert_eq!(config.endpoint(), china);
        config.endpoint_url = Some("http://127.0.0.1:9229".to_owned());
        assert_eq!(config.endpoint(), "http://127.0.0.1:9229");
    }
}

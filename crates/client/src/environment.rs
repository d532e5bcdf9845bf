//! Settings from the environment, by every name that services use for them.

use secrecy::SecretString;

use crate::config::{ClientConfig, Credentials};

/// The names of each setting. Two of them with different values are a mistake.
const REGION: &[&str] = &["COGNITO_REGION"];
const USER_POOL_ID: &[&str] = &["COGNITO_USER_POOL_ID", "USER_POOL_ID"];
const CLIENT_ID: &[&str] = &["COGNITO_CLIENT_ID", "COGNITO_APP_CLIENT_ID", "CLIENT_ID"];
const CLIENT_SECRET: &[&str] = &["COGNITO_CLIENT_SECRET", "CLIENT_SECRET"];
const ENDPOINT: &[&str] = &[
    "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER",
    "AWS_ENDPOINT_URL",
];

/// Why the environment does not describe a user pool and app client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// A setting is not there.
    #[error("set {}", .0.join(" or "))]
    Missing(&'static [&'static str]),
    /// Two names of one setting differ.
    #[error("{0} and {1} are names of one setting and have different values: remove one of them")]
    Conflict(&'static str, &'static str),
}

impl ClientConfig {
    /// Reads `COGNITO_USER_POOL_ID`, `COGNITO_CLIENT_ID`, `COGNITO_CLIENT_SECRET` (for a confidential app
    /// client) and `COGNITO_REGION`, under these names or their usual others (`USER_POOL_ID`,
    /// `COGNITO_APP_CLIENT_ID`, `CLIENT_ID`, `CLIENT_SECRET`). The Region is else the one in the pool's id,
    /// else `AWS_REGION`. Credentials come from the default chain of the AWS SDK.
    ///
    /// # Errors
    ///
    /// [`EnvironmentError::Missing`] where there is no pool or app client, and
    /// [`EnvironmentError::Conflict`] where two names of one setting differ.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), poolgate_client::EnvironmentError> {
    /// use poolgate_client::{Client, ClientConfig};
    ///
    /// let client = Client::new(ClientConfig::from_env()?).await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_env() -> Result<Self, EnvironmentError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    fn from_lookup(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, EnvironmentError> {
        let one = |names: &'static [&'static str]| {
            let mut found: Option<(&'static str, String)> = None;
            for name in names {
                let Some(value) = look_up(name).filter(|value| !value.is_empty()) else {
                    continue;
                };
                match &found {
                    Some((first, known)) if *known != value => {
                        return Err(EnvironmentError::Conflict(first, name));
                    }
                    Some(_) => {}
                    None => found = Some((name, value)),
                }
            }
            Ok(found.map(|(_, value)| value))
        };
        let pool = one(USER_POOL_ID)?.ok_or(EnvironmentError::Missing(USER_POOL_ID))?;
        let client = one(CLIENT_ID)?.ok_or(EnvironmentError::Missing(CLIENT_ID))?;
        let region = one(REGION)?
            .or_else(|| pool.split_once('_').map(|(region, _)| region.to_owned()))
            .or_else(|| look_up("AWS_REGION"))
            .ok_or(EnvironmentError::Missing(REGION))?;
        let mut config = Self::new(region, pool, client);
        config.client_secret = one(CLIENT_SECRET)?.map(SecretString::from);
        // The narrower name wins: these two may differ.
        config.endpoint_url = ENDPOINT
            .iter()
            .find_map(|name| look_up(name).filter(|value| !value.is_empty()));
        config.credentials = Credentials::Chain;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<ClientConfig, EnvironmentError> {
        ClientConfig::from_lookup(|name| {
            let pair = pairs.iter().find(|(key, _)| *key == name)?;
            Some(pair.1.to_owned())
        })
    }

    #[test]
    fn every_name_is_read() {
        let config = read(&[
            ("USER_POOL_ID", "us-east-1_XXXX"),
            ("COGNITO_APP_CLIENT_ID", "client"),
            ("CLIENT_SECRET", "secret"),
            ("AWS_REGION", "eu-north-1"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9229"),
        ])
        .expect("settings");
        assert_eq!(config.user_pool_id, "us-east-1_XXXX");
        assert_eq!(config.client_id, "client");
        assert_eq!(config.region, "us-east-1");
        assert_eq!(
            config.client_secret.expect("a secret").expose_secret(),
            "secret"
        );
        assert_eq!(
            config.endpoint_url.as_deref(),
            Some("http://127.0.0.1:9229")
        );
    }

    #[test]
    fn what_is_missing_and_what_differs_is_named() {
        let error = read(&[("CLIENT_ID", "client")]).expect_err("no pool");
        assert_eq!(
            error.to_string(),
            "set COGNITO_USER_POOL_ID or USER_POOL_ID"
        );
        let error = read(&[
            ("COGNITO_USER_POOL_ID", "us-east-1_XXXX"),
            ("CLIENT_ID", "one"),
            ("COGNITO_CLIENT_ID", "two"),
        ])
        .expect_err("two values");
        assert_eq!(
            error,
            EnvironmentError::Conflict("COGNITO_CLIENT_ID", "CLIENT_ID")
        );
        let same = read(&[
            ("COGNITO_USER_POOL_ID", "us-east-1_XXXX"),
            ("CLIENT_ID", "one"),
            ("COGNITO_CLIENT_ID", "one"),
        ]);
        assert!(same.is_ok());
    }
}

//! Administration of a user pool: what provisioning and support need, signed with AWS credentials.
//!
//! [`crate::Client`] speaks for one app client and its users; the [`Operator`] speaks for whoever owns the pool.

mod app_clients;
mod groups;
mod pools;
mod users;

use std::fmt;

use aws_sdk_cognitoidentityprovider as sdk;

use crate::config::ClientConfig;
use crate::error::Error;
use crate::transport::{Seen, TransportError};

pub use app_clients::{AppClient, NewAppClient};
pub use groups::{Group, NewGroup};
pub use pools::{NewPool, PasswordRules, Pool};
pub use users::{InvitedUser, PoolUser, UserPage};

/// A client for the signed operations on one user pool. Cheap to clone.
///
/// ```no_run
/// use poolgate_client::ClientConfig;
/// use poolgate_client::operator::Operator;
///
/// # async fn example() -> Result<(), poolgate_client::Error> {
/// let config = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", "");
/// let operator = Operator::new(config).await;
/// for group in operator.list_groups().await? {
///     println!("{}", group.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Operator {
    sdk: sdk::Client,
    config: ClientConfig,
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Operator {
    /// Builds the operator; the app client of the configuration plays no part. Nothing is called yet.
    pub async fn new(config: ClientConfig) -> Self {
        let sdk = sdk::Client::from_conf(crate::sdk::config(&config, None).await);
        Self { sdk, config }
    }

    /// The pool that the operations concern.
    pub fn pool_id(&self) -> &str {
        &self.config.user_pool_id
    }

    /// The region that calls are made in.
    pub fn region(&self) -> &str {
        &self.config.region
    }

    /// Looks at a public document of the pool, such as its key set, by the way that calls take.
    pub async fn look(&self, url: &str) -> Result<Seen, TransportError> {
        self.config.transport.look(url).await
    }

    /// The same operator for another pool of the region.
    #[must_use]
    pub fn of_pool(&self, pool_id: impl Into<String>) -> Self {
        let mut other = self.clone();
        other.config.user_pool_id = pool_id.into();
        other
    }
}

/// The pages of a list, put together. `next` is asked until there is no token any more.
async fn all_pages<T>(
    mut next: impl AsyncFnMut(Option<String>) -> Result<(Vec<T>, Option<String>), Error>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    let mut token = None;
    loop {
        let (page, following) = next(token).await?;
        all.extend(page);
        token = following.filter(|token| !token.is_empty());
        if token.is_none() {
            return Ok(all);
        }
    }
}

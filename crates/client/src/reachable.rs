//! Whether the pool can be asked at all.

use crate::client::Client;
use crate::error::Error;

/// The access token of [`Client::reachable`]: well-formed enough to be looked at, and nobody's.
const NOBODY: &str = "poolgate-reachability";

impl Client {
    /// Whether the pool answers at all. One cheap call that changes nothing and counts against nobody.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// client.reachable().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn reachable(&self) -> Result<(), Error> {
        match self.get_user(&NOBODY.into()).await {
            Err(
                error @ (Error::Timeout(_)
                | Error::Unavailable(_)
                | Error::Resting { .. }
                | Error::Blocked
                | Error::AccessDenied { .. }
                | Error::UnknownOperation { .. }),
            ) => Err(error),
            _ => Ok(()),
        }
    }
}

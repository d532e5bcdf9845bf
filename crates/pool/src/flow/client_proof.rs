//! Proofs that a confidential app client has its secret.

use poolgate_crypto::secret_hash_matches;
use poolgate_pool_api::Secret;
use secrecy::SecretString;
use subtle::ConstantTimeEq;

use crate::error::Error;
use crate::model::Client;

/// Checks `SECRET_HASH` for the user name as it was sent.
pub(crate) fn check_hash(
    client: &Client,
    username: &str,
    offered: Option<&Secret>,
) -> Result<(), Error> {
    match (&client.secret, offered) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(Error::SecretHashWrong(client.id.clone())),
        (Some(_), None) => Err(Error::SecretHashMissing(client.id.clone())),
        (Some(secret), Some(offered)) => {
            if matches(client, username, secret, offered) {
                Ok(())
            } else {
                Err(Error::SecretHashWrong(client.id.clone()))
            }
        }
    }
}

/// Checks `SECRET_HASH` when refreshing: made with the user name, or with the `sub`.
pub(crate) fn check_refresh_hash(
    client: &Client,
    names: [&str; 2],
    offered: Option<&Secret>,
) -> Result<(), Error> {
    match (&client.secret, offered) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Error::SecretHashMissing(client.id.clone())),
        (Some(secret), Some(offered))
            if names
                .iter()
                .any(|name| matches(client, name, secret, offered)) =>
        {
            Ok(())
        }
        (_, Some(_)) => Err(Error::SecretHashMismatch(client.id.clone())),
    }
}

fn matches(client: &Client, username: &str, secret: &Secret, offered: &Secret) -> bool {
    let secret = SecretString::from(secret.expose());
    secret_hash_matches(offered.expose(), username, &client.id, &secret)
}

/// Whether the client's secret itself was sent rightly; a public client sends none.
pub(crate) fn secret_matches(client: &Client, offered: Option<&Secret>) -> bool {
    match (&client.secret, offered) {
        (None, None) => true,
        (Some(secret), Some(offered)) => secret
            .expose()
            .as_bytes()
            .ct_eq(offered.expose().as_bytes())
            .into(),
        _ => false,
    }
}

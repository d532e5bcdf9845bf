//! Proofs that a confidential app client has one of its secrets.

use poolgate_crypto::secret_hash_matches;
use poolgate_pool_api::Secret;
use secrecy::SecretString;
use subtle::{Choice, ConstantTimeEq};

use crate::error::Error;
use crate::model::Client;

/// Refuses a confidential client that sends no `SECRET_HASH` at all.
pub(crate) fn require_hash(client: &Client, offered: Option<&Secret>) -> Result<(), Error> {
    if offered.is_none() && client.is_confidential() {
        return Err(Error::SecretHashMissing(client.id.clone()));
    }
    Ok(())
}

/// Checks `SECRET_HASH` for the user name as it was sent.
pub(crate) fn check_hash(
    client: &Client,
    username: &str,
    offered: Option<&Secret>,
) -> Result<(), Error> {
    require_hash(client, offered)?;
    match offered {
        None => Ok(()),
        Some(offered) if matches(client, username, offered) => Ok(()),
        Some(_) => Err(Error::SecretHashWrong(client.id.clone())),
    }
}

/// Checks the `SECRET_HASH` of a refresh, where one was sent: made with the user name, or with the `sub`.
pub(crate) fn check_refresh_hash(
    client: &Client,
    names: [&str; 2],
    offered: Option<&Secret>,
) -> Result<(), Error> {
    match offered {
        None => Ok(()),
        Some(offered) if names.iter().any(|name| matches(client, name, offered)) => Ok(()),
        Some(_) => Err(Error::SecretHashMismatch(client.id.clone())),
    }
}

/// Whether the hash was made with any of the client's secrets. A public client has none.
fn matches(client: &Client, username: &str, offered: &Secret) -> bool {
    let mut found = Choice::from(0);
    for secret in &client.secrets {
        let value = SecretString::from(secret.value.expose());
        found |= Choice::from(u8::from(secret_hash_matches(
            offered.expose(),
            username,
            &client.id,
            &value,
        )));
    }
    found.into()
}

/// Whether one of the client's secrets was sent itself; a public client sends none.
pub(crate) fn secret_matches(client: &Client, offered: Option<&Secret>) -> bool {
    let Some(offered) = offered else {
        return !client.is_confidential();
    };
    let mut found = Choice::from(0);
    for secret in &client.secrets {
        found |= secret
            .value
            .expose()
            .as_bytes()
            .ct_eq(offered.expose().as_bytes());
    }
    found.into()
}

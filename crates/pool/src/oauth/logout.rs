//! Signing a browser out (`/logout`): where it goes then.

use super::authorize::is_callback;
use super::parameters::Parameters;
use crate::ctx::Engine;
use crate::error::Error;
use crate::model::Pool;

/// Where a browser goes that has signed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To one of the client's sign-out addresses.
    Application(String),
    /// To the sign-in page, with the request's own parameters.
    SignIn,
    /// Nowhere: the address is not the client's.
    Mismatch,
}

/// Where the request wants the browser to go. `logout_uri` comes first.
///
/// # Errors
/// If the storage fails.
pub async fn destination(
    engine: &Engine,
    pool: &Pool,
    parameters: &Parameters,
) -> Result<Destination, Error> {
    let client = match parameters.get("client_id") {
        Some(id) => engine.store.client(id).await?,
        None => None,
    };
    let Some(client) = client.filter(|client| client.pool_id == pool.id) else {
        return Ok(Destination::Mismatch);
    };
    if let Some(uri) = parameters.get("logout_uri") {
        let mut urls = client.description.logout_urls.iter().flatten();
        let known = urls.any(|url| url == uri);
        return Ok(if known {
            Destination::Application(uri.to_owned())
        } else {
            Destination::Mismatch
        });
    }
    let known = parameters
        .get("redirect_uri")
        .is_some_and(|uri| is_callback(&client, uri));
    Ok(if known && parameters.get("response_type").is_some() {
        Destination::SignIn
    } else {
        Destination::Mismatch
    })
}

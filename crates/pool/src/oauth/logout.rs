//! Signing a browser out (`/logout`): where it goes then.

use super::authorize::is_callback;
use super::browser;
use super::parameters::Parameters;
use crate::ctx::Engine;
use crate::error::Error;
use crate::model::Pool;
use crate::token;

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

/// Whether the browser's user has to say that it wants to sign out: with strict OAuth, unless the application shows
/// by an ID token whom it means. Otherwise any page could sign people out.
///
/// # Errors
/// If the storage fails.
pub async fn needs_confirmation(
    engine: &Engine,
    pool: &Pool,
    parameters: &Parameters,
    cookie: Option<&str>,
) -> Result<bool, Error> {
    let Some(cookie) = cookie.filter(|_| engine.settings.strict_oauth) else {
        return Ok(false);
    };
    let Some((_, user)) = browser::of_cookie(engine, pool, cookie).await? else {
        return Ok(false);
    };
    let (Some(client_id), Some(hint)) =
        (parameters.get("client_id"), parameters.get("id_token_hint"))
    else {
        return Ok(true);
    };
    let is_meant = token::is_hint_of(engine, pool, client_id, &user.sub, hint).await?;
    Ok(!is_meant)
}

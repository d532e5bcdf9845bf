//! Which scopes a request gets.

use crate::ctx::Engine;
use crate::error::Error;
use crate::flow::resource_servers;
use crate::model::Client;

/// What a request asks for cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidScope;

/// The scopes that a client may ask for and that still exist.
pub(crate) async fn of_client(engine: &Engine, client: &Client) -> Result<Vec<String>, Error> {
    let mut scopes = Vec::new();
    for scope in client.description.allowed_oauth_scopes.iter().flatten() {
        if resource_servers::offers(engine, &client.pool_id, scope).await? {
            scopes.push(scope.clone());
        }
    }
    Ok(scopes)
}

/// The scopes of a request: all of the client's where none are named. One that the client does not have is
/// refused; one that its resource server has no more is left out in silence.
pub(crate) async fn granted(
    engine: &Engine,
    client: &Client,
    asked: Option<&str>,
) -> Result<Result<Vec<String>, InvalidScope>, Error> {
    let existing = of_client(engine, client).await?;
    let Some(asked) = asked else {
        return Ok(Ok(existing));
    };
    let allowed = client.description.allowed_oauth_scopes.as_deref();
    let allowed = allowed.unwrap_or_default();
    let mut scopes: Vec<String> = Vec::new();
    for scope in asked.split(' ').filter(|scope| !scope.is_empty()) {
        if !allowed.iter().any(|allowed| allowed == scope) {
            return Ok(Err(InvalidScope));
        }
        let is_new = scopes.iter().all(|other| other != scope);
        if is_new && existing.iter().any(|existing| existing == scope) {
            scopes.push(scope.to_owned());
        }
    }
    let of_openid = |scope: &String| matches!(scope.as_str(), "email" | "phone" | "profile");
    let without_openid = scopes.iter().all(|scope| scope != "openid");
    if scopes.is_empty() || (without_openid && scopes.iter().any(of_openid)) {
        return Ok(Err(InvalidScope));
    }
    Ok(Ok(scopes))
}

/// The scopes of a client that asks for itself: those of resource servers alone (RFC 6749 §4.4.2).
pub(crate) async fn of_resource_servers(
    engine: &Engine,
    client: &Client,
    asked: Option<&str>,
) -> Result<Result<Vec<String>, InvalidScope>, Error> {
    let own = |scope: &String| !resource_servers::SYSTEM_SCOPES.contains(&scope.as_str());
    let existing = of_client(engine, client).await?;
    let existing: Vec<String> = existing.into_iter().filter(own).collect();
    let Some(asked) = asked else {
        return Ok(Ok(existing));
    };
    let mut scopes: Vec<String> = Vec::new();
    for scope in asked.split(' ').filter(|scope| !scope.is_empty()) {
        if !existing.iter().any(|existing| existing == scope) {
            return Ok(Err(InvalidScope));
        }
        if scopes.iter().all(|other| other != scope) {
            scopes.push(scope.to_owned());
        }
    }
    Ok(Ok(scopes))
}

//! Scopes of resource servers, and which scopes a pool offers.

use poolgate_pool_api::types::{ResourceServerScopeType, ResourceServerType};

use crate::ctx::Engine;
use crate::error::Error;

/// How many resource servers a pool can have.
pub(crate) const LIMIT: usize = 300;

/// The scopes of every pool.
pub(crate) const SYSTEM_SCOPES: [&str; 5] = [
    "openid",
    "email",
    "phone",
    "profile",
    "aws.cognito.signin.user.admin",
];

/// Refuses two scopes of one name. The text is unconfirmed.
pub(crate) fn check_scopes(scopes: &[ResourceServerScopeType]) -> Result<(), Error> {
    for (index, scope) in scopes.iter().enumerate() {
        let name = &scope.scope_name;
        if scopes[..index]
            .iter()
            .any(|other| other.scope_name == *name)
        {
            return Err(Error::InvalidParameter(format!(
                "Duplicate scope name: {name}"
            )));
        }
    }
    Ok(())
}

/// Whether a pool offers a scope: one of every pool's, or `IDENTIFIER/NAME` of a resource server.
pub(crate) async fn offers(engine: &Engine, pool_id: &str, scope: &str) -> Result<bool, Error> {
    if SYSTEM_SCOPES.contains(&scope) {
        return Ok(true);
    }
    let Some((identifier, name)) = scope.rsplit_once('/') else {
        return Ok(false);
    };
    let server = engine
        .part::<ResourceServerType>(pool_id, identifier)
        .await?;
    Ok(server.is_some_and(|server| {
        let mut scopes = server.part.scopes.iter().flatten();
        scopes.any(|scope| scope.scope_name == name)
    }))
}

//! How a client proves who it is (RFC 6749 §2.3): by HTTP Basic, in the body, or, if it is public, by its id
//! alone.

use std::sync::Arc;

use poolgate_pool_api::Secret;

use super::parameters::Parameters;
use super::token::OauthError;
use crate::ctx::Engine;
use crate::flow::client_proof;
use crate::model::{Client, Pool};

/// User and password of HTTP Basic, form-decoded (RFC 6749 §2.3.1).
#[derive(Debug, Clone)]
pub struct ClientCredentials {
    /// The client's id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
}

/// The client that a request comes from.
pub(crate) async fn authenticate(
    engine: &Engine,
    pool: &Pool,
    basic: Option<&ClientCredentials>,
    form: &Parameters,
) -> Result<Arc<Client>, OauthError> {
    let in_body = form.get("client_secret").map(Secret::from);
    let (client_id, secret) = match basic {
        // One way at a time (RFC 6749 §2.3); the id may stand in the body too, if it is the same.
        Some(basic) => {
            let other = form
                .get("client_id")
                .is_some_and(|id| id != basic.client_id);
            if other || in_body.is_some() {
                return Err(OauthError::InvalidRequest);
            }
            (basic.client_id.as_str(), Some(basic.client_secret.clone()))
        }
        None => (
            form.get("client_id").ok_or(OauthError::InvalidRequest)?,
            in_body,
        ),
    };
    let found = engine.store.client(client_id).await;
    let found = found.map_err(|error| OauthError::Failed(error.into()))?;
    let client = found
        .filter(|client| client.pool_id == pool.id)
        .ok_or(OauthError::InvalidClient(None))?;
    let empty = |secret: &Secret| secret.expose().is_empty();
    let secret = secret.filter(|secret| !empty(secret));
    if client.is_confidential() && secret.is_none() {
        return Err(OauthError::InvalidClient(None));
    }
    if client_proof::secret_matches(&client, secret.as_ref()) {
        Ok(client)
    } else {
        Err(OauthError::InvalidClient(Some("invalid_client_secret")))
    }
}

//! Refreshing: a refresh token gives a new access and ID token of the same session.

use std::sync::Arc;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::AuthenticationResultType;

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Client, Flow, Pool, Session, User};
use crate::token;

/// A refresh token that stands.
pub(crate) struct Standing {
    pub(crate) session: Session,
    pub(crate) user: User,
}

/// Looks a refresh token up and checks that it stands, for this client.
pub(crate) async fn look_up(
    engine: &Engine,
    pool: &Arc<Pool>,
    client: &Client,
    refresh_token: &Secret,
) -> Result<Standing, Error> {
    let hash = token::hash(refresh_token.expose());
    let (_, session) = engine
        .store
        .refresh_token(&hash)
        .await?
        .ok_or(Error::RefreshTokenInvalid)?;
    if session.client_id != client.id {
        return Err(Error::RefreshTokenInvalid);
    }
    if session.revoked_at.is_some() {
        return Err(Error::RefreshTokenRevoked);
    }
    if engine.clock.now() >= session.expires_at {
        return Err(Error::RefreshTokenExpired);
    }
    let (user, _) = engine
        .store
        .user_and_session(&pool.id, &session.sub, None)
        .await?;
    let user = user
        .filter(|user| user.enabled)
        .ok_or(Error::RefreshTokenRevoked)?;
    Ok(Standing { session, user })
}

/// Whether the client may refresh at all.
pub(crate) fn check_allowed(client: &Client) -> Result<(), Error> {
    if client.rules.flows.contains(&Flow::Refresh) {
        Ok(())
    } else {
        // The text of this gate is unconfirmed.
        Err(Error::FlowNotEnabled(
            "REFRESH_TOKEN_AUTH is not enabled for the client.",
        ))
    }
}

/// Issues the new pair of tokens; the refresh token stays as it is.
pub(crate) async fn complete(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    standing: &Standing,
) -> Result<AuthenticationResultType, Error> {
    let issued = token::issue(engine, pool, client, &standing.user, &standing.session).await?;
    Ok(AuthenticationResultType {
        access_token: Some(issued.access),
        id_token: Some(issued.id),
        expires_in: Some(issued.expires_in),
        token_type: Some("Bearer".to_owned()),
        ..Default::default()
    })
}

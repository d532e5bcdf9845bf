//! The end of sessions, before their time.

use super::open::Open;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::store::Which;

/// Ends the session that a browser presented. The tokens are gone with it, so that the pool need not answer: it is
/// told as well as it goes.
pub(crate) async fn end_presented(gateway: &Gateway, session: Open) -> Result<(), ApiError> {
    ended(gateway, &session).await?;
    if let Some(refresh_token) = &session.tokens.refresh_token
        && let Err(error) = gateway.client().revoke_token(refresh_token).await
    {
        told_in_vain(&error);
    }
    Ok(())
}

/// Ends this session, which counts no longer with the pool.
pub(crate) async fn ended(gateway: &Gateway, session: &Open) -> Result<(), ApiError> {
    let store = &gateway.data()?.store;
    store.remove_session(session.row.id_hash, None).await?;
    Ok(())
}

/// Ends all sessions of a user.
pub(crate) async fn end_all(gateway: &Gateway, sub: &str) -> Result<(), ApiError> {
    remove(gateway, Which::OfSubject(gateway.session_mac(sub))).await
}

/// Ends the sessions that came of one sign-in, by the id that the pool has for it.
pub(crate) async fn end_family(gateway: &Gateway, sub: &str, id: &str) -> Result<(), ApiError> {
    let which = Which::OfFamily(gateway.session_mac(sub), gateway.session_mac(id));
    remove(gateway, which).await
}

async fn remove(gateway: &Gateway, which: Which) -> Result<(), ApiError> {
    if let Some(data) = &gateway.config().data {
        data.store.remove_sessions(gateway.pool_id(), which).await?;
    }
    Ok(())
}

/// Tells the pool beside the request that a session has ended.
pub(super) fn revoke_later(gateway: &Gateway, session: Open) {
    let gateway = gateway.clone();
    tokio::spawn(async move {
        if let Some(refresh_token) = &session.tokens.refresh_token
            && let Err(error) = gateway.client().revoke_token(refresh_token).await
        {
            told_in_vain(&error);
        }
    });
}

fn told_in_vain(error: &poolgate_client::Error) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "a session has ended here, and lives on in the pool until it expires there: nobody has its tokens"
    );
}

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
    let sessions = &gateway.data()?.sessions;
    sessions.remove_session(session.row.id_hash, None).await?;
    Ok(())
}

/// Whether sessions can be ended, and begun: looked at before the pool is told something that does not go back.
pub(crate) async fn store_answers(gateway: &Gateway) -> Result<(), ApiError> {
    if let Some(data) = &gateway.config().data {
        data.sessions.reach().await?;
    }
    Ok(())
}

/// Ends all sessions of a user.
pub(crate) async fn end_all(gateway: &Gateway, sub: &str) -> Result<(), ApiError> {
    remove(gateway, Which::OfSubject(gateway.session_mac(sub))).await?;
    Ok(())
}

/// Ends the session that the pool has this id for. Where none is known by it, the pool is asked about each session of the
/// user before it is used again.
pub(crate) async fn end_family(gateway: &Gateway, sub: &str, id: &str) -> Result<(), ApiError> {
    let subject = gateway.session_mac(sub);
    let which = Which::OfFamily(subject, gateway.session_mac(id));
    if remove(gateway, which).await? == 0
        && let Some(data) = &gateway.config().data
    {
        data.sessions
            .ask_pool_about(gateway.pool_id(), subject)
            .await?;
    }
    Ok(())
}

async fn remove(gateway: &Gateway, which: Which) -> Result<u64, ApiError> {
    match &gateway.config().data {
        Some(data) => Ok(data
            .sessions
            .remove_sessions(gateway.pool_id(), which)
            .await?),
        None => Ok(0),
    }
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

//! The last step of every sign-in: a session, its refresh token, and the first pair of tokens.

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::AuthenticationResultType;

use super::step::Step;
use crate::ctx::{Engine, Retry};
use crate::model::{Client, Pool, RefreshToken, Session, User};
use crate::store::Change;
use crate::token;

/// Signs a user in, who has proved everything that was asked. `changes` are part of the same commit.
pub(crate) async fn complete(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    mut changes: Vec<Change>,
) -> Result<Step, Retry> {
    let now = engine.clock.now();
    let session = Session {
        id: engine.uuid(),
        event_id: engine.uuid(),
        pool_id: pool.id.clone(),
        sub: user.sub.clone(),
        client_id: client.id.clone(),
        signed_in_at: now,
        expires_at: Timestamp(now.0 + client.rules.refresh_seconds * 1000),
        revoked_at: None,
    };
    let refresh_token = token::new_refresh_token(&*engine.random);
    let issued = token::issue(engine, pool, client, user, &session).await?;
    let stored = RefreshToken {
        hash: token::hash(refresh_token.expose()),
        session_id: session.id.clone(),
        issued_at: now,
        spent_at: None,
        successor: None,
    };
    changes.extend([
        Change::CreateSession(session),
        Change::CreateRefreshToken(stored),
    ]);
    engine.commit(changes).await?;
    Ok(Step::Tokens(Box::new(AuthenticationResultType {
        access_token: Some(issued.access),
        id_token: Some(issued.id),
        refresh_token: Some(refresh_token),
        expires_in: Some(issued.expires_in),
        token_type: Some("Bearer".to_owned()),
        ..Default::default()
    })))
}

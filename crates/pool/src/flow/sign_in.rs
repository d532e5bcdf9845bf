//! The last step of every sign-in: a session, its refresh token, and the first pair of tokens; and a key for a device
//! that is new.

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::AuthenticationResultType;

use super::device::{self, Onward};
use super::step::Step;
use crate::ctx::{Engine, Retry};
use crate::model::{Client, Pool, RefreshToken, Session, User};
use crate::store::Change;
use crate::token;

/// Signs a user in, who has proved everything that was asked. The device of `onward` is one that the user confirmed.
pub(crate) async fn complete(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    onward: Onward,
) -> Result<Step, Retry> {
    let now = engine.clock.now();
    let Onward {
        mut changes,
        device,
    } = onward;
    let known = device.key;
    let new_device = device::new_metadata(engine, pool, known.as_deref());
    let new_key = new_device.as_ref().and_then(|new| new.device_key.clone());
    let session = Session {
        id: engine.uuid(),
        event_id: engine.uuid(),
        pool_id: pool.id.clone(),
        sub: user.sub.clone(),
        client_id: client.id.clone(),
        signed_in_at: now,
        expires_at: Timestamp(now.0 + client.rules.refresh_seconds * 1000),
        revoked_at: None,
        device_key: known.or(new_key),
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
        new_device_metadata: new_device,
    })))
}

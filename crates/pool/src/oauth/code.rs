//! Authorization codes: issued to a client, and redeemed for tokens once.

use poolgate_pool_api::Timestamp;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{AuthorizationCode, Client, Grant, Pool, RefreshToken, Session, User};
use crate::retry::Retry;
use crate::store::Change;
use crate::token::{self, Issued};
use crate::trigger::pre_token_generation::{self, TokenSource};
use poolgate_pool_api::Secret;

/// How long a code counts, in milliseconds: five minutes.
const LIFETIME: i64 = 5 * 60 * 1000;

/// A new code for what a user granted.
pub(super) async fn issue(
    ctx: &Ctx,
    client: &Client,
    user: &User,
    grant: Grant,
) -> Result<String, Error> {
    let code = ctx.uuid();
    let stored = AuthorizationCode {
        hash: token::hash(&code),
        pool_id: user.pool_id.clone(),
        sub: user.sub.clone(),
        client_id: client.id.clone(),
        grant,
        expires_at: Timestamp(ctx.clock.now().0 + LIFETIME),
        used_at: None,
        session_id: None,
    };
    ctx.commit(vec![Change::CreateAuthorizationCode(Box::new(stored))])
        .await?;
    Ok(code)
}

/// A session for what a user granted, and its first tokens. With the hash of a code there is a refresh token,
/// and the code is used up.
pub(super) async fn redeem(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    grant: &Grant,
    code: Option<[u8; 32]>,
) -> Result<(Issued, Option<Secret>), Retry> {
    let now = ctx.clock.now();
    let session = Session {
        id: ctx.uuid(),
        event_id: ctx.uuid(),
        pool_id: pool.id.clone(),
        sub: user.sub.clone(),
        client_id: client.id.clone(),
        signed_in_at: Timestamp(grant.signed_in_at),
        expires_at: Timestamp(now.0 + client.rules.refresh_seconds * 1000),
        revoked_at: None,
        device_key: None,
        scopes: Some(grant.scopes.clone()),
        audience: grant.resource.clone(),
    };
    let mut changes = vec![Change::CreateSession(session.clone())];
    let mut refresh_token = None;
    if let Some(hash) = code {
        let new = token::new_refresh_token(&*ctx.random);
        changes.push(Change::CreateRefreshToken(RefreshToken {
            hash: token::hash(new.expose()),
            session_id: session.id.clone(),
            issued_at: now,
            spent_at: None,
            successor: None,
        }));
        changes.push(Change::SpendAuthorizationCode {
            hash,
            at: now,
            session_id: Some(session.id.clone()),
        });
        refresh_token = Some(new);
    }
    // The function is asked once the code is spent: of many that race for one code, one is told.
    ctx.commit(changes).await?;
    let source = TokenSource::HostedAuth;
    let issued = async {
        let scopes = token::scopes(&session);
        let changed = pre_token_generation::ask(ctx, pool, client, user, source, &scopes).await?;
        let nonce = grant.nonce.as_deref();
        token::issue(ctx, pool, client, user, &session, &changed, nonce).await
    };
    match issued.await {
        Ok(issued) => Ok((issued, refresh_token)),
        Err(error) => {
            let (id, at) = (session.id, ctx.clock.now());
            ctx.commit(vec![Change::RevokeSession { id, at }]).await?;
            Err(error.into())
        }
    }
}

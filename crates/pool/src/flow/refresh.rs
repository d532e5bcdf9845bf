//! Refreshing: a refresh token gives a new access and ID token of the same session; with rotation also
//! its successor.

use poolgate_pool_api::types::AuthenticationResultType;
use poolgate_pool_api::{Secret, Timestamp};

use super::device;
use crate::ctx::{Ctx, Engine, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, DeviceRules, Flow, Pool, RefreshToken, Session, User};
use crate::store::Change;
use crate::token;
use crate::trigger::pre_token_generation::{self, TokenSource};

/// A refresh token that stands.
pub(crate) struct Standing {
    token: RefreshToken,
    session: Session,
    pub(crate) user: User,
}

/// Looks a refresh token up and checks that its session stands, for this client.
pub(crate) async fn look_up(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    refresh_token: &Secret,
) -> Result<Standing, Error> {
    let hash = token::hash(refresh_token.expose());
    let (token, session) = engine
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
    Ok(Standing {
        token,
        session,
        user,
    })
}

/// Whether the client may refresh by `REFRESH_TOKEN_AUTH`, or at all where it does not rotate. The text
/// is unconfirmed.
pub(crate) fn check_allowed(client: &Client) -> Result<(), Error> {
    if client.rules.flows.contains(&Flow::Refresh) && client.rules.rotation.is_none() {
        Ok(())
    } else {
        Err(Error::FlowNotEnabled(
            "REFRESH_TOKEN_AUTH is not enabled for the client.",
        ))
    }
}

/// Whether the token is used on the device that it was issued on. A device that was confirmed must be named.
pub(crate) async fn check_device(
    engine: &Engine,
    pool: &Pool,
    standing: &Standing,
    sent: Option<&str>,
) -> Result<(), Error> {
    let own = standing.session.device_key.as_deref();
    if DeviceRules::of(pool).is_none() || sent.is_some_and(|sent| Some(sent) == own) {
        return Ok(());
    }
    let is_confirmed = match own {
        Some(own) => {
            let device = device::reference(&standing.user, own);
            engine.store.device(&device).await?.is_some()
        }
        None => false,
    };
    if is_confirmed || sent.is_some() {
        return Err(Error::RefreshTokenInvalid);
    }
    Ok(())
}

/// Refreshes by a token that stays as it is.
pub(crate) async fn by_token(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    refresh_token: &Secret,
) -> Result<AuthenticationResultType, Error> {
    let standing = look_up(ctx, pool, client, refresh_token).await?;
    check_device(ctx, pool, &standing, None).await?;
    issue(ctx, pool, client, &standing).await
}

/// Issues the new pair of tokens; the refresh token stays as it is.
pub(crate) async fn issue(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    standing: &Standing,
) -> Result<AuthenticationResultType, Error> {
    let (user, session) = (&standing.user, &standing.session);
    let (source, scopes) = (TokenSource::Refresh, token::scopes(session));
    let changed = pre_token_generation::ask(ctx, pool, client, user, source, &scopes).await?;
    let issued = token::issue(ctx, pool, client, user, session, &changed, None).await?;
    Ok(AuthenticationResultType {
        access_token: Some(issued.access),
        id_token: issued.id,
        expires_in: Some(issued.expires_in),
        token_type: Some("Bearer".to_owned()),
        ..Default::default()
    })
}

/// Issues new tokens and the refresh token's successor. Within the grace period the same successor is
/// given again; a later use means that somebody else has the token, and ends the session.
pub(crate) async fn rotate(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    refresh_token: &Secret,
    device_key: Option<&str>,
    grace_seconds: i64,
) -> Result<AuthenticationResultType, Retry> {
    let standing = look_up(ctx, pool, client, refresh_token).await?;
    check_device(ctx, pool, &standing, device_key).await?;
    let now = ctx.clock.now();
    let successor = match (&standing.token.spent_at, &standing.token.successor) {
        (Some(spent_at), Some(successor)) if now.0 < spent_at.0 + grace_seconds * 1000 => {
            successor.clone()
        }
        (Some(_), _) => {
            ctx.commit(vec![Change::RevokeSession {
                id: standing.session.id,
                at: now,
            }])
            .await?;
            return refuse(Error::RefreshTokenReused);
        }
        (None, _) => {
            // Asked before: a function that fails does not cost the token. The answer is kept.
            let (source, scopes) = (TokenSource::Refresh, token::scopes(&standing.session));
            let user = &standing.user;
            pre_token_generation::ask(ctx, pool, client, user, source, &scopes).await?;
            spend(ctx, &standing, now).await?
        }
    };
    let mut result = issue(ctx, pool, client, &standing).await?;
    result.refresh_token = Some(successor);
    Ok(result)
}

/// Uses the token up for a new one of the same session.
async fn spend(ctx: &Ctx, standing: &Standing, now: Timestamp) -> Result<Secret, Retry> {
    let successor = token::new_refresh_token(&*ctx.random);
    let stored = RefreshToken {
        hash: token::hash(successor.expose()),
        session_id: standing.session.id.clone(),
        issued_at: now,
        spent_at: None,
        successor: None,
    };
    let spend = Change::SpendRefreshToken {
        hash: standing.token.hash,
        at: now,
        successor: successor.clone(),
    };
    match ctx
        .commit(vec![spend, Change::CreateRefreshToken(stored)])
        .await
        .map_err(Retry::from)
    {
        // Somebody used it a moment ago: read again what that means.
        Err(Retry::Spent) => Err(Retry::Conflict),
        result => result.map(|()| successor),
    }
}

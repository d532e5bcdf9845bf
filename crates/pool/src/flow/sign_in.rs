//! The last step of every sign-in: a session, its refresh token, and the first pair of tokens; and a key for a device
//! that is new.

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{
    AuthenticationResultType, ChallengeName, EventResponseType, EventType,
};

use super::auth_events;
use super::device::{self, Onward};
use super::step::Step;
use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::model::{Client, Pool, RefreshToken, Session, User};
use crate::oauth::browser;
use crate::store::Change;
use crate::token::{self, Issued};
use crate::trigger::pre_token_generation::{self, TokenSource};
use crate::trigger::{TokenChanges, post_authentication};

/// Signs a user in, who has proved everything that was asked. The device of `onward` is one that the user confirmed.
pub(crate) async fn complete(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    onward: Onward,
) -> Result<Step, Retry> {
    if ctx.browser {
        return browser(ctx, pool, client, user, onward.changes).await;
    }
    let now = ctx.clock.now();
    let Onward {
        mut changes,
        device,
        after,
    } = onward;
    let known = device.key;
    let new_device = device::new_metadata(ctx, pool, known.as_deref());
    let new_key = new_device.as_ref().and_then(|new| new.device_key.clone());
    let session = Session {
        id: ctx.uuid(),
        event_id: ctx.uuid(),
        pool_id: pool.id.clone(),
        sub: user.sub.clone(),
        client_id: client.id.clone(),
        signed_in_at: now,
        expires_at: Timestamp(now.0 + client.rules.refresh_seconds * 1000),
        revoked_at: None,
        device_key: known.or(new_key),
        scopes: None,
        audience: None,
    };
    let refresh_token = token::new_refresh_token(&*ctx.random);
    let stored = RefreshToken {
        hash: token::hash(refresh_token.expose()),
        session_id: session.id.clone(),
        issued_at: now,
        spent_at: None,
        successor: None,
    };
    changes.extend(auth_events::note(
        ctx,
        pool,
        user,
        EventType::SignIn,
        EventResponseType::Pass,
        Some(ChallengeName::Password),
        Some(&session.event_id),
    ));
    changes.extend([
        Change::CreateSession(session.clone()),
        Change::CreateRefreshToken(stored),
    ]);
    let told = post_authentication::is_set(ctx, pool) || pre_token_generation::is_set(ctx, pool);
    let issued = if told {
        // Functions are told of what is true: of many that race for one session or code, one has signed in.
        ctx.commit(changes).await?;
        let issued = told_and_issued(
            ctx,
            pool,
            client,
            user,
            &session,
            after.source(),
            new_device.is_some(),
        )
        .await;
        if issued.is_err() {
            let (id, at) = (session.id, ctx.clock.now());
            ctx.commit(vec![Change::RevokeSession { id, at }]).await?;
        }
        issued?
    } else {
        // Where the signatures fail, nothing is used up.
        let changed = TokenChanges::default();
        let issued = token::issue(ctx, pool, client, user, &session, &changed, None).await?;
        ctx.commit(changes).await?;
        issued
    };
    Ok(Step::Tokens(Box::new(AuthenticationResultType {
        access_token: Some(issued.access),
        id_token: issued.id,
        refresh_token: Some(refresh_token),
        expires_in: Some(issued.expires_in),
        token_type: Some("Bearer".to_owned()),
        new_device_metadata: new_device,
    })))
}

/// Signs a browser in. Tokens follow when an application asks for them.
async fn browser(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    mut changes: Vec<Change>,
) -> Result<Step, Retry> {
    let (begin, cookie) = browser::begin(ctx, user);
    changes.push(begin);
    changes.extend(auth_events::note(
        ctx,
        pool,
        user,
        EventType::SignIn,
        EventResponseType::Pass,
        Some(ChallengeName::Password),
        None,
    ));
    ctx.commit(changes).await?;
    if let Err(error) = post_authentication::tell(ctx, pool, client, user, false).await {
        browser::end(ctx, cookie.expose()).await?;
        return Err(error.into());
    }
    Ok(Step::Browser(cookie))
}

/// Tells the functions of the sign-in, and issues the tokens as they want them.
async fn told_and_issued(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    session: &Session,
    source: TokenSource,
    new_device: bool,
) -> Result<Issued, Error> {
    post_authentication::tell(ctx, pool, client, user, new_device).await?;
    let scopes = token::scopes(session);
    let changed = pre_token_generation::ask(ctx, pool, client, user, source, &scopes).await?;
    token::issue(ctx, pool, client, user, session, &changed, None).await
}

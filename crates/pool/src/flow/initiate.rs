//! The flows that InitiateAuth and AdminInitiateAuth start: which client allows them, and what they do.

use std::sync::Arc;

use poolgate_pool_api::types::{AuthFlowType, ChallengeName};

use super::after::After;
use super::device::Onward;
use super::migration::Migration;
use super::parameters::Parameters;
use super::proved::{self, Proof};
use super::step::Step;
use super::{
    auth_events, choice, client_proof, custom, lockout, migration, password, refresh, srp, users,
};
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Flow, Pool};
use crate::trigger::pre_authentication;

/// Which of the two operations was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// InitiateAuth.
    User,
    /// AdminInitiateAuth.
    Admin,
}

/// Runs a flow, if the client allows it and the operation knows it.
pub(crate) async fn initiate(
    ctx: &Ctx,
    by: By,
    pool: &Arc<Pool>,
    client: &Client,
    flow: AuthFlowType,
    parameters: &Parameters,
) -> Result<Step, Error> {
    check_gate(client, flow, by)?;
    if matches!(
        flow,
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken
    ) {
        return by_refresh_token(ctx, pool, client, parameters).await;
    }
    let begun = begin(ctx, pool, client, flow, parameters).await;
    let typed = parameters.username();
    auth_events::of_sign_in(ctx, pool, typed, ChallengeName::Password, begun).await
}

/// The start of a sign-in.
async fn begin(
    ctx: &Ctx,
    pool: &Arc<Pool>,
    client: &Client,
    flow: AuthFlowType,
    parameters: &Parameters,
) -> Result<Step, Error> {
    match flow {
        AuthFlowType::UserPasswordAuth
        | AuthFlowType::AdminNoSrpAuth
        | AuthFlowType::AdminUserPasswordAuth => by_password(ctx, pool, client, parameters).await,
        AuthFlowType::UserSrpAuth => by_srp(ctx, pool, client, parameters).await,
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => {
            by_refresh_token(ctx, pool, client, parameters).await
        }
        AuthFlowType::CustomAuth => custom::start(ctx, pool, client, parameters).await,
        AuthFlowType::UserAuth => choice::start(ctx, pool, client, parameters).await,
    }
}

/// Refuses a flow that the client does not allow.
pub(crate) fn check_gate(client: &Client, flow: AuthFlowType, by: By) -> Result<(), Error> {
    let allowed = |flow| client.rules.flows.contains(&flow);
    let (open, closed_text) = match (flow, by) {
        (AuthFlowType::UserPasswordAuth, By::User) => (
            allowed(Flow::Password),
            "USER_PASSWORD_AUTH flow not enabled for this client",
        ),
        (AuthFlowType::AdminNoSrpAuth | AuthFlowType::AdminUserPasswordAuth, By::Admin) => (
            allowed(Flow::AdminPassword),
            "Auth flow not enabled for this client",
        ),
        (AuthFlowType::UserSrpAuth, _) => (
            allowed(Flow::Srp),
            "USER_SRP_AUTH is not enabled for the client.",
        ),
        (AuthFlowType::CustomAuth, _) => (
            allowed(Flow::Custom),
            "CUSTOM_AUTH is not enabled for the client.",
        ),
        (AuthFlowType::UserAuth, _) => (
            allowed(Flow::Choice),
            "USER_AUTH is not enabled for the client.",
        ),
        (AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken, _) => {
            return refresh::check_allowed(client);
        }
        _ => return Err(Error::FlowNotSupported),
    };
    if open {
        Ok(())
    } else {
        Err(Error::FlowNotEnabled(closed_text))
    }
}

/// The password in the request.
pub(crate) async fn by_password(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<Step, Error> {
    let username = parameters.username();
    client_proof::check_hash(client, username, parameters.get("SECRET_HASH"))?;
    parameters.require("USERNAME")?;
    let password = parameters.require("PASSWORD")?;
    let migration = migration::by_password(ctx, pool, client, username, password).await?;
    pre_authentication::ask(ctx, pool, client, username).await?;
    if migration == Migration::Nobody {
        return Err(unknown(client));
    }
    let offered = password.expose();
    let onward = || Onward {
        device: parameters.device(),
        ..Onward::default()
    };
    ctx.retry(|| try_password(ctx, pool, client, username, offered, onward()))
        .await
}

/// What is said of somebody whom not even the migration knows.
pub(crate) const fn unknown(client: &Client) -> Error {
    if client.rules.hides_users {
        Error::IncorrectUsernameOrPassword
    } else {
        Error::UserNotFound
    }
}

/// Checks a password and goes on. The changes of `onward` are part of the commit where it is right.
pub(crate) async fn try_password(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    username: &str,
    offered: &str,
    onward: Onward,
) -> Result<Step, Retry> {
    let login = users::login_name(pool, username);
    let user = ctx.store.user_by_login(&pool.id, &login).await?;
    if user.is_none() && !client.rules.hides_users {
        return refuse(Error::UserNotFound);
    }
    users::check_has_password(client, user.as_ref())?;
    let attempt = lockout::Attempt::begin(ctx, pool, user.as_ref(), &login).await?;
    let proof = password::stored_or_fake(ctx, pool, user.as_ref(), &login).await?;
    let right = password::is_right(ctx, pool, user.as_ref(), &login, &proof, offered).await?;
    match user.filter(|_| right) {
        None => {
            ctx.commit(vec![attempt.failed(ctx.clock.now())]).await?;
            refuse(Error::IncorrectUsernameOrPassword)
        }
        Some(user) => {
            let mut changes = onward.changes;
            changes.extend(attempt.succeeded());
            let proof = Proof {
                set_at: proof.set_at,
                changes,
                device: onward.device,
                after: onward.after,
            };
            proved::go_on(ctx, pool, client, user, proof).await
        }
    }
}

/// SRP. The function that may refuse is asked about known users, and about unknown ones where they are hidden.
async fn by_srp(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<Step, Error> {
    let username = parameters.username();
    client_proof::check_hash(client, username, parameters.get("SECRET_HASH"))?;
    parameters.require("USERNAME")?;
    parameters.require("SRP_A")?;
    pre_authentication::ask(ctx, pool, client, username).await?;
    srp::start(ctx, pool, client, parameters, After::default()).await
}

/// `REFRESH_TOKEN_AUTH`.
async fn by_refresh_token(
    ctx: &Ctx,
    pool: &Arc<Pool>,
    client: &Client,
    parameters: &Parameters,
) -> Result<Step, Error> {
    // The hash is made with a name that only the token tells; that there is one comes first.
    let hash = parameters.get("SECRET_HASH");
    client_proof::require_hash(client, hash)?;
    let refresh_token = parameters.require("REFRESH_TOKEN")?;
    let standing = refresh::look_up(ctx, pool, client, refresh_token).await?;
    let device = parameters.device();
    refresh::check_device(ctx, pool, &standing, device.key.as_deref()).await?;
    let names = [standing.user.username.as_str(), standing.user.sub.as_str()];
    client_proof::check_refresh_hash(client, names, hash)?;
    Ok(Step::Tokens(Box::new(
        refresh::issue(ctx, pool, client, &standing).await?,
    )))
}

//! The flows that InitiateAuth and AdminInitiateAuth start: which client allows them, and what they do.

use std::sync::Arc;

use poolgate_pool_api::types::AuthFlowType;

use super::device::Onward;
use super::parameters::Parameters;
use super::proved::{self, Proof};
use super::step::Step;
use super::{choice, client_proof, lockout, password, refresh, srp, users};
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Flow, Pool};

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
    match flow {
        AuthFlowType::UserPasswordAuth
        | AuthFlowType::AdminNoSrpAuth
        | AuthFlowType::AdminUserPasswordAuth => by_password(ctx, pool, client, parameters).await,
        AuthFlowType::UserSrpAuth => srp::start(ctx, pool, client, parameters).await,
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => {
            by_refresh_token(ctx, pool, client, parameters).await
        }
        AuthFlowType::CustomAuth => {
            let username = parameters.username();
            client_proof::check_hash(client, username, parameters.get("SECRET_HASH"))?;
            check_trigger(pool)?;
            Err(Error::NotBuilt(format!("the flow {}", flow.as_str())))
        }
        AuthFlowType::UserAuth => choice::start(ctx, pool, client, parameters).await,
    }
}

/// Refuses `CUSTOM_AUTH` in a pool that nobody gave challenges of its own.
fn check_trigger(pool: &Pool) -> Result<(), Error> {
    let triggers = pool.description.lambda_config.as_ref();
    if triggers.is_some_and(|triggers| triggers.define_auth_challenge.is_some()) {
        return Ok(());
    }
    Err(Error::InvalidParameter(
        "Custom auth lambda trigger is not configured for the user pool.".to_owned(),
    ))
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
async fn by_password(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<Step, Error> {
    let username = parameters.username();
    client_proof::check_hash(client, username, parameters.get("SECRET_HASH"))?;
    parameters.require("USERNAME")?;
    let offered = parameters.require("PASSWORD")?.expose();
    let onward = || Onward {
        changes: Vec::new(),
        device: parameters.device(),
    };
    ctx.retry(|| try_password(ctx, pool, client, username, offered, onward()))
        .await
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
            };
            proved::go_on(ctx, pool, client, user, proof).await
        }
    }
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

//! The flows that InitiateAuth starts: which client allows them, and what they do.

use std::collections::BTreeMap;
use std::sync::Arc;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{AuthFlowType, AuthenticationResultType, UserStatusType};

use super::{client_proof, password, refresh, sign_in, users};
use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Client, Flow, Pool};

/// `AuthParameters` of a request.
pub(crate) struct Parameters(BTreeMap<String, Secret>);

impl Parameters {
    pub(crate) fn new(parameters: Option<BTreeMap<String, Secret>>) -> Self {
        Self(parameters.unwrap_or_default())
    }

    /// The value of a key; an empty one counts as missing.
    fn get(&self, key: &'static str) -> Option<&Secret> {
        self.0.get(key).filter(|value| !value.expose().is_empty())
    }

    fn require(&self, key: &'static str) -> Result<&Secret, Error> {
        self.get(key).ok_or(Error::MissingParameter(key))
    }
}

/// Refuses flows that the client does not allow, or that InitiateAuth does not know.
pub(crate) fn check_gate(client: &Client, flow: AuthFlowType) -> Result<(), Error> {
    let allowed = |flow| client.rules.flows.contains(&flow);
    let (open, closed_text) = match flow {
        AuthFlowType::UserPasswordAuth => (
            allowed(Flow::Password),
            "USER_PASSWORD_AUTH flow not enabled for this client",
        ),
        AuthFlowType::UserSrpAuth => (
            allowed(Flow::Srp),
            "USER_SRP_AUTH is not enabled for the client.",
        ),
        AuthFlowType::CustomAuth => (
            allowed(Flow::Custom),
            "CUSTOM_AUTH is not enabled for the client.",
        ),
        AuthFlowType::UserAuth => (
            allowed(Flow::Choice),
            "USER_AUTH is not enabled for the client.",
        ),
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => {
            return refresh::check_allowed(client);
        }
        AuthFlowType::AdminNoSrpAuth | AuthFlowType::AdminUserPasswordAuth => {
            return Err(Error::FlowNotSupported);
        }
    };
    if open {
        Ok(())
    } else {
        Err(Error::FlowNotEnabled(closed_text))
    }
}

/// `USER_PASSWORD_AUTH`: the password in the request.
pub(crate) async fn by_password(
    engine: &Engine,
    pool: &Arc<Pool>,
    client: &Client,
    parameters: &Parameters,
) -> Result<AuthenticationResultType, Error> {
    let username = parameters.get("USERNAME").map_or("", Secret::expose);
    client_proof::check_hash(client, username, parameters.get("SECRET_HASH"))?;
    parameters.require("USERNAME")?;
    let offered = parameters.require("PASSWORD")?;
    let login = users::login_name(pool, username);
    let user = engine.store.user_by_login(&pool.id, &login).await?;
    if user.is_none() && !client.rules.hides_users {
        return Err(Error::UserNotFound);
    }
    let right = password::is_right(engine, pool, user.as_ref(), &login, offered.expose()).await?;
    let user = user
        .filter(|_| right)
        .ok_or(Error::IncorrectUsernameOrPassword)?;
    if !user.enabled {
        return Err(Error::UserDisabled);
    }
    match user.status {
        UserStatusType::Unconfirmed => Err(Error::UserNotConfirmed),
        UserStatusType::ResetRequired => Err(Error::PasswordResetRequired),
        UserStatusType::ForceChangePassword => Err(Error::NotBuilt(
            "the NEW_PASSWORD_REQUIRED challenge".to_owned(),
        )),
        _ => sign_in::complete(engine, pool, client, &user).await,
    }
}

/// `REFRESH_TOKEN_AUTH`.
pub(crate) async fn by_refresh_token(
    engine: &Engine,
    pool: &Arc<Pool>,
    client: &Client,
    parameters: &Parameters,
) -> Result<AuthenticationResultType, Error> {
    let refresh_token = parameters.require("REFRESH_TOKEN")?;
    let standing = refresh::look_up(engine, pool, client, refresh_token).await?;
    let names = [standing.user.username.as_str(), standing.user.sub.as_str()];
    client_proof::check_refresh_hash(client, names, parameters.get("SECRET_HASH"))?;
    refresh::complete(engine, pool, client, &standing).await
}

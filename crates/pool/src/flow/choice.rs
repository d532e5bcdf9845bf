//! `USER_AUTH`: the user, or the application, chooses how to sign in.
//!
//! Somebody who does not exist is asked as somebody who does: with the pool's factors, and a destination
//! that is masked from what was typed.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{
    AuthFactorType, ChallengeNameType, UserPoolMfaType, UserStatusType,
};

use super::after::After;
use super::migration::Migration;
use super::parameters::Parameters;
use super::step::Step;
use super::{challenge_session, client_proof, codes, initiate, mfa, migration, srp, users};
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Destination, LoginName, MfaRules, Pool, Purpose, User, mask};
use crate::store::Change;
use crate::trigger::custom_message::{self, MessageSource, Recipient};
use crate::trigger::pre_authentication;

/// Who signs in, and how that is possible.
pub(crate) struct Choosing<'a> {
    pub(crate) ctx: &'a Ctx,
    pub(crate) pool: &'a Pool,
    pub(crate) client: &'a Client,
    pub(crate) login: LoginName,
    /// `None` for nobody.
    pub(crate) user: Option<User>,
    pub(crate) available: Vec<ChallengeNameType>,
}

/// The first request: what the user prefers, if it is possible, else the choice.
pub(crate) async fn start(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<Step, Error> {
    client_proof::check_hash(client, parameters.username(), parameters.get("SECRET_HASH"))?;
    let typed = parameters.require("USERNAME")?.expose();
    let preferred = parameters.get("PREFERRED_CHALLENGE");
    let preferred = preferred.and_then(|name| named(name.expose()));
    let by_password = preferred == Some(ChallengeNameType::Password);
    let migration = match parameters.get("PASSWORD").filter(|_| by_password) {
        Some(password) => migration::by_password(ctx, pool, client, typed, password).await?,
        None => Migration::Done,
    };
    pre_authentication::ask(ctx, pool, client, typed).await?;
    if migration == Migration::Nobody {
        return Err(initiate::unknown(client));
    }
    ctx.retry(async || {
        let choosing = Choosing::of(ctx, pool, client, typed).await?;
        match preferred.filter(|name| choosing.available.contains(name)) {
            Some(name) => choosing.ask(name, parameters, Vec::new()).await,
            None => Ok(choosing.choice()?),
        }
    })
    .await
}

/// The challenge of this name, if it is one that can be chosen.
pub(crate) fn named(name: &str) -> Option<ChallengeNameType> {
    [
        ChallengeNameType::PasswordSrp,
        ChallengeNameType::Password,
        ChallengeNameType::EmailOtp,
        ChallengeNameType::SmsOtp,
        ChallengeNameType::WebAuthn,
    ]
    .into_iter()
    .find(|challenge| challenge.as_str() == name)
}

impl<'a> Choosing<'a> {
    pub(crate) async fn of(
        ctx: &'a Ctx,
        pool: &'a Pool,
        client: &'a Client,
        typed: &str,
    ) -> Result<Self, Retry> {
        let login = users::login_name(pool, typed);
        let user = ctx.store.user_by_login(&pool.id, &login).await?;
        if user.is_none() && !client.rules.hides_users {
            return refuse(Error::UserNotFound);
        }
        if user.as_ref().is_some_and(|user| !user.enabled) && !client.rules.hides_users {
            return refuse(Error::UserDisabled);
        }
        // To hidden users it looks as if there were none.
        let user = user.filter(|user| user.enabled);
        let available = available(ctx, pool, user.as_ref()).await?;
        Ok(Self {
            ctx,
            pool,
            client,
            login,
            user,
            available,
        })
    }

    /// `SELECT_CHALLENGE`.
    fn choice(&self) -> Result<Step, Error> {
        self.challenge(ChallengeNameType::SelectChallenge, BTreeMap::new())
    }

    /// Goes on with one of the challenges; what its answer needs may be in the same request. `changes` are part of
    /// the commit that leads on.
    pub(crate) async fn ask(
        &self,
        name: ChallengeNameType,
        parameters: &Parameters,
        changes: Vec<Change>,
    ) -> Result<Step, Retry> {
        match name {
            ChallengeNameType::Password => {
                if let Some(password) = parameters.get("PASSWORD") {
                    let (ctx, typed) = (self.ctx, &self.login.typed);
                    let offered = password.expose();
                    return initiate::try_password(
                        ctx,
                        self.pool,
                        self.client,
                        typed,
                        offered,
                        changes,
                    )
                    .await;
                }
            }
            ChallengeNameType::PasswordSrp => {
                if parameters.get("SRP_A").is_some() {
                    self.commit(changes).await?;
                    return self.prove(parameters).await;
                }
            }
            ChallengeNameType::EmailOtp => {
                return self
                    .send(name, Purpose::EmailOtp, "email", "EMAIL", changes)
                    .await;
            }
            ChallengeNameType::SmsOtp => {
                return self
                    .send(name, Purpose::SmsOtp, "phone_number", "SMS", changes)
                    .await;
            }
            // Nothing else is ever available.
            _ => return refuse(Error::SessionInvalid),
        }
        self.commit(changes).await?;
        Ok(self.challenge(name, BTreeMap::new())?)
    }

    /// SRP, whose state is in its secret block; clients echo the session all the same.
    async fn prove(&self, parameters: &Parameters) -> Result<Step, Retry> {
        let verifier = ChallengeNameType::PasswordVerifier;
        match srp::start(
            self.ctx,
            self.pool,
            self.client,
            parameters,
            After::default(),
        )
        .await?
        {
            Step::Challenge {
                name, parameters, ..
            } => Ok(Step::Challenge {
                name,
                session: Some(challenge_session::seal_first(
                    self.ctx,
                    self.client,
                    &self.sub(),
                    verifier,
                )?),
                parameters,
                available: Some(self.available.clone()),
            }),
            tokens @ Step::Tokens(_) => Ok(tokens),
        }
    }

    async fn send(
        &self,
        name: ChallengeNameType,
        purpose: Purpose,
        attribute: &'static str,
        medium: &str,
        mut changes: Vec<Change>,
    ) -> Result<Step, Retry> {
        let address = self
            .user
            .as_ref()
            .and_then(|user| user.attribute(attribute));
        let shown = if let (Some(user), Some(address)) = (&self.user, address) {
            let address = address.to_owned();
            let shown = mask(&address);
            let destination = Destination { attribute, address };
            let lifetime = challenge_session::lifetime(self.client);
            changes.extend(codes::send_for(
                self.ctx,
                self.pool,
                user,
                purpose,
                &destination,
                lifetime,
            ));
            let recipient = Recipient::new(self.pool, &self.client.id, user);
            let source = MessageSource::Authentication;
            custom_message::write(self.ctx, &recipient, source, &mut changes).await?;
            shown
        } else {
            changes.push(Change::Decoy);
            let pretended = codes::pretended_delivery(self.ctx, self.pool, &self.login);
            pretended.destination.unwrap_or_default()
        };
        self.commit(changes).await?;
        let parameters = BTreeMap::from([
            (
                "CODE_DELIVERY_DELIVERY_MEDIUM".to_owned(),
                medium.to_owned(),
            ),
            ("CODE_DELIVERY_DESTINATION".to_owned(), shown),
        ]);
        Ok(self.challenge(name, parameters)?)
    }

    fn challenge(
        &self,
        name: ChallengeNameType,
        parameters: BTreeMap<String, String>,
    ) -> Result<Step, Error> {
        let session = challenge_session::seal_first(self.ctx, self.client, &self.sub(), name)?;
        Ok(Step::Challenge {
            name,
            session: Some(session),
            parameters,
            available: Some(self.available.clone()),
        })
    }

    /// Whose session it is; nobody's is no user's.
    fn sub(&self) -> String {
        match &self.user {
            Some(user) => user.sub.clone(),
            None => format!("?{}", self.ctx.pseudonym("choice", self.pool, &self.login)),
        }
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<(), Retry> {
        if changes.is_empty() {
            return Ok(());
        }
        mfa::used(self.ctx.commit(changes).await.map_err(Retry::from))
    }
}

/// The first factors that the pool allows.
fn allowed(pool: &Pool) -> Vec<AuthFactorType> {
    let policies = pool.description.policies.as_ref();
    let policy = policies.and_then(|policies| policies.sign_in_policy.as_ref());
    let allowed = policy.and_then(|policy| policy.allowed_first_auth_factors.clone());
    allowed.unwrap_or_else(|| vec![AuthFactorType::Password])
}

/// The first factors that a user has, of those that the pool allows. That an address must be there, and need not
/// be verified, is unconfirmed.
pub(crate) async fn configured(
    ctx: &Ctx,
    pool: &Pool,
    user: &User,
) -> Result<Vec<AuthFactorType>, Error> {
    let mut configured = Vec::new();
    for factor in allowed(pool) {
        let has = match factor {
            AuthFactorType::Password => ctx.store.password(&pool.id, &user.sub).await?.is_some(),
            AuthFactorType::EmailOtp => user.attribute("email").is_some(),
            AuthFactorType::SmsOtp => user.attribute("phone_number").is_some(),
            AuthFactorType::WebAuthn | AuthFactorType::SoftwareToken => false,
        };
        if has {
            configured.push(factor);
        }
    }
    Ok(configured)
}

/// How the user can sign in; for nobody, as the pool's users do.
async fn available(
    ctx: &Ctx,
    pool: &Pool,
    user: Option<&User>,
) -> Result<Vec<ChallengeNameType>, Error> {
    let allowed = allowed(pool);
    let (has_password, by_code) = match user {
        None => (true, MfaRules::of(pool).required != UserPoolMfaType::On),
        Some(user) => {
            let password = ctx.store.password(&pool.id, &user.sub).await?;
            (password.is_some(), may_use_codes(ctx, pool, user).await?)
        }
    };
    let has = |attribute: &str| user.is_none_or(|user| user.attribute(attribute).is_some());
    let mut available = Vec::new();
    if has_password && allowed.contains(&AuthFactorType::Password) {
        available.extend([ChallengeNameType::PasswordSrp, ChallengeNameType::Password]);
    }
    if by_code && allowed.contains(&AuthFactorType::EmailOtp) && has("email") {
        available.push(ChallengeNameType::EmailOtp);
    }
    if by_code && allowed.contains(&AuthFactorType::SmsOtp) && has("phone_number") {
        available.push(ChallengeNameType::SmsOtp);
    }
    Ok(available)
}

/// A code alone does not do where a second factor is asked for, nor in the place of a password that must be chosen.
async fn may_use_codes(ctx: &Ctx, pool: &Pool, user: &User) -> Result<bool, Error> {
    let chooses_password = matches!(
        user.status,
        UserStatusType::ForceChangePassword | UserStatusType::ResetRequired
    );
    let rules = MfaRules::of(pool);
    if chooses_password || rules.required == UserPoolMfaType::On {
        return Ok(false);
    }
    if rules.required == UserPoolMfaType::Off {
        return Ok(true);
    }
    let user_mfa = mfa::of_user(ctx, user).await?;
    Ok(user_mfa.active(rules, user).is_empty())
}

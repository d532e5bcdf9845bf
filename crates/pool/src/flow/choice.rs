//! `USER_AUTH`: the user, or the application, chooses how to sign in.
//!
//! Somebody who does not exist is asked as somebody who does: with the pool's factors, and a destination
//! that is masked from what was typed.

use std::collections::BTreeMap;

use poolgate_pool_api::types::ChallengeNameType;

use super::after::After;
use super::device::Onward;
use super::migration::Migration;
use super::parameters::Parameters;
use super::step::Step;
use super::{
    challenge_session, client_proof, codes, first_factors, initiate, mfa, migration, passkeys, srp,
    users,
};
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{
    Client, Destination, LoginName, Passkey, PasskeyRules, Pool, Purpose, User, mask,
};
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
    /// What the pool asks of passkeys.
    pub(crate) passkey_rules: PasskeyRules,
    /// The user's passkeys that the pool takes.
    pub(crate) passkeys: Vec<Passkey>,
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
        let rules = passkeys::rules(ctx, pool).await?;
        let passkeys = match &user {
            Some(user) => passkeys::usable(ctx, &rules, user).await?,
            None => Vec::new(),
        };
        let mut available = first_factors::available(ctx, pool, user.as_ref()).await?;
        let by_passkey = match &user {
            Some(user) => {
                !passkeys.is_empty()
                    && first_factors::may_use_passkeys(ctx, pool, &rules, user).await?
            }
            None => first_factors::nobody_uses_passkeys(ctx, pool, &rules, &login),
        };
        if by_passkey {
            available.push(ChallengeNameType::WebAuthn);
        }
        Ok(Self {
            ctx,
            pool,
            client,
            login,
            user,
            passkey_rules: rules,
            passkeys,
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
                    let onward = Onward {
                        changes,
                        device: parameters.device(),
                        after: After::default(),
                    };
                    return initiate::try_password(
                        ctx,
                        self.pool,
                        self.client,
                        typed,
                        offered,
                        onward,
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
            ChallengeNameType::WebAuthn => {}
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
                    None,
                )?),
                parameters,
                available: Some(self.available.clone()),
            }),
            signed_in @ (Step::Tokens(_) | Step::Browser(_)) => Ok(signed_in),
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
        mut parameters: BTreeMap<String, String>,
    ) -> Result<Step, Error> {
        let is_choice = name == ChallengeNameType::SelectChallenge;
        let may_answer = is_choice && self.available.contains(&ChallengeNameType::WebAuthn);
        // A passkey may be the answer to the choice too: it needs something to sign.
        let asked = (name == ChallengeNameType::WebAuthn || may_answer).then(|| {
            let passkeys = self.user.is_some().then_some(self.passkeys.as_slice());
            passkeys::ask(
                self.ctx,
                self.pool,
                &self.passkey_rules,
                &self.login,
                passkeys,
            )
        });
        let passkey = asked.map(|asked| {
            parameters.insert("CREDENTIAL_REQUEST_OPTIONS".to_owned(), asked.options);
            asked.challenge
        });
        let session =
            challenge_session::seal_first(self.ctx, self.client, &self.sub(), name, passkey)?;
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

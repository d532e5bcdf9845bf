//! Answers to the challenges of the second factor.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::ChallengeNameType;

use super::challenge_session::{self, ChallengeSession};
use super::device::Onward;
use super::parameters::Parameters;
use super::step::Step;
use super::{after, lockout, mfa, sign_in_code, users};
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Factor, MfaRules, Pool, Purpose, User};
use crate::store::Change;

/// The sign-in that is being answered.
struct Answer<'a> {
    ctx: &'a Ctx,
    pool: &'a Pool,
    client: &'a Client,
    challenge: ChallengeNameType,
    session: ChallengeSession,
    user: User,
    responses: &'a Parameters,
}

/// Checks the answer and signs in; or goes on to the factor that was chosen.
pub(crate) async fn answer(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    challenge: ChallengeNameType,
    session: Option<&Secret>,
    responses: &Parameters,
) -> Result<Step, Retry> {
    let session = challenge_session::open(ctx, client, challenge, session)?;
    let named = users::find(ctx, pool, responses.require("USERNAME")?.expose()).await?;
    let Some(user) = named.filter(|user| user.sub == session.sub) else {
        return refuse(Error::SessionInvalid);
    };
    if !user.enabled {
        return refuse(Error::UserDisabled);
    }
    let answer = Answer {
        ctx,
        pool,
        client,
        challenge,
        session,
        user,
        responses,
    };
    match challenge {
        ChallengeNameType::SelectMfaType => answer.choose().await,
        ChallengeNameType::MfaSetup => answer.after_set_up().await,
        ChallengeNameType::SoftwareTokenMfa => answer.by_software_token().await,
        ChallengeNameType::SmsMfa => {
            answer
                .by_code(Purpose::SmsMfa, "SMS_MFA_CODE", "phone_number")
                .await
        }
        _ => {
            answer
                .by_code(Purpose::EmailMfa, "EMAIL_OTP_CODE", "email")
                .await
        }
    }
}

impl Answer<'_> {
    /// `SELECT_MFA_TYPE`: the challenge of the chosen factor follows.
    async fn choose(self) -> Result<Step, Retry> {
        let chosen = Factor::named(self.responses.require("ANSWER")?.expose());
        let user_mfa = mfa::of_user(self.ctx, &self.user).await?;
        let active = user_mfa.active(MfaRules::of(self.pool), &self.user);
        let Some(factor) = chosen.filter(|factor| active.contains(factor)) else {
            // The text is unconfirmed.
            return refuse(Error::InvalidParameter(
                "Invalid MFA type selected.".to_owned(),
            ));
        };
        let asked = mfa::Asked {
            pool: self.pool,
            client: self.client,
            user: &self.user,
            mfa: &user_mfa,
            after: &self.session.after,
        };
        let (step, mut changes) = mfa::ask(self.ctx, &asked, factor).await?;
        changes.push(self.session.spend());
        mfa::used(self.ctx.commit(changes).await.map_err(Retry::from))?;
        Ok(step)
    }

    /// `MFA_SETUP`: the factor was set up with the session of this sign-in.
    async fn after_set_up(self) -> Result<Step, Retry> {
        if !self.session.set_up {
            return refuse(Error::SessionInvalid);
        }
        self.sign_in(Vec::new()).await
    }

    async fn by_software_token(self) -> Result<Step, Retry> {
        let code = self.responses.require("SOFTWARE_TOKEN_MFA_CODE")?.expose();
        let attempt = lockout::Attempt::begin_second(self.ctx, self.pool, &self.user).await?;
        let mut user_mfa = mfa::of_user(self.ctx, &self.user).await?;
        let now = self.ctx.clock.now();
        let Some(token) = &mut user_mfa.software_token else {
            return refuse(Error::SoftwareTokenMismatch);
        };
        let step = poolgate_crypto::totp_step(token.secret.expose(), code, now.0 / 1000);
        let Some(step) = step else {
            self.ctx.commit(vec![attempt.failed(now)]).await?;
            return refuse(Error::SoftwareTokenMismatch);
        };
        if step <= token.used_step {
            return refuse(Error::SoftwareTokenUsed);
        }
        token.used_step = step;
        let mut changes = vec![Change::PutMfa(Box::new(user_mfa))];
        changes.extend(attempt.succeeded());
        self.sign_in(changes).await
    }

    /// A code that was sent. That it came back proves the address.
    async fn by_code(
        self,
        purpose: Purpose,
        response: &'static str,
        attribute: &'static str,
    ) -> Result<Step, Retry> {
        let offered = self.responses.require(response)?;
        let attempt = lockout::Attempt::begin_second(self.ctx, self.pool, &self.user).await?;
        let now = self.ctx.clock.now();
        let if_wrong = vec![attempt.failed(now)];
        let (code, spend) =
            sign_in_code::check(self.ctx, &self.user, purpose, offered, if_wrong).await?;
        let mut changes = vec![spend];
        changes.extend(attempt.succeeded());
        let mut user = users::touched(self.user.clone(), now);
        if !user.is_verified(attribute) && code.verify(&mut user) {
            changes.push(Change::UpdateUser {
                aliases: Some(user.aliases(self.pool)),
                user: user.clone(),
            });
        }
        self.sign_in(changes).await
    }

    async fn sign_in(self, mut changes: Vec<Change>) -> Result<Step, Retry> {
        changes.push(self.session.spend());
        let onward = Onward {
            changes,
            device: self.responses.device(),
            after: self.session.after.proved(self.challenge.as_str()),
        };
        mfa::used(after::reach(self.ctx, self.pool, self.client, &self.user, onward).await)
    }
}

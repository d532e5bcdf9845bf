//! Answers to the challenges of a choice-based sign-in.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{ChallengeNameType, UserStatusType};

use super::after::After;
use super::challenge_session::{self, ChallengeSession};
use super::choice::{self, Choosing};
use super::device::{self, ClaimedDevice, Onward};
use super::parameters::Parameters;
use super::step::Step;
use super::{mfa, passkey_proof, sign_in_code, users};
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Pool, Purpose};
use crate::store::Change;

/// Whether a session of `EMAIL_OTP` is the first challenge, and not the second factor.
pub(crate) fn is_first(
    ctx: &Ctx,
    client: &Client,
    session: Option<&Secret>,
) -> Result<bool, Error> {
    let challenge = ChallengeNameType::EmailOtp;
    Ok(challenge_session::open(ctx, client, challenge, session)?.first)
}

/// Checks the answer and goes on.
pub(crate) async fn answer(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    challenge: ChallengeNameType,
    session: Option<&Secret>,
    responses: &Parameters,
) -> Result<Step, Retry> {
    let session = challenge_session::open(ctx, client, challenge, session)?;
    let typed = responses.require("USERNAME")?.expose();
    let choosing = Choosing::of(ctx, pool, client, typed).await?;
    let is_theirs = match &choosing.user {
        Some(user) => user.sub == session.sub,
        None => session.sub.starts_with('?'),
    };
    if !is_theirs {
        return refuse(Error::SessionInvalid);
    }
    match challenge {
        ChallengeNameType::SelectChallenge => {
            let chosen = choice::named(responses.require("ANSWER")?.expose());
            let credential = responses.get("CREDENTIAL");
            match chosen.filter(|name| choosing.available.contains(name)) {
                Some(ChallengeNameType::WebAuthn) if credential.is_some() => {
                    by_passkey(choosing, &session, responses).await
                }
                Some(name) => mfa::used(choosing.ask(name, responses, vec![session.spend()]).await),
                // The text is unconfirmed.
                None => refuse(Error::InvalidParameter(
                    "Invalid challenge selected.".to_owned(),
                )),
            }
        }
        ChallengeNameType::Password => {
            responses.require("PASSWORD")?;
            mfa::used(
                choosing
                    .ask(challenge, responses, vec![session.spend()])
                    .await,
            )
        }
        ChallengeNameType::PasswordSrp => {
            responses.require("SRP_A")?;
            mfa::used(
                choosing
                    .ask(challenge, responses, vec![session.spend()])
                    .await,
            )
        }
        ChallengeNameType::WebAuthn => by_passkey(choosing, &session, responses).await,
        ChallengeNameType::SmsOtp => {
            let code = responses.require("SMS_OTP_CODE")?;
            by_code(
                choosing,
                &session,
                Purpose::SmsOtp,
                code,
                responses.device(),
            )
            .await
        }
        _ => {
            let code = responses.require("EMAIL_OTP_CODE")?;
            by_code(
                choosing,
                &session,
                Purpose::EmailOtp,
                code,
                responses.device(),
            )
            .await
        }
    }
}

/// A passkey that signed the challenge of the session.
async fn by_passkey(
    choosing: Choosing<'_>,
    session: &ChallengeSession,
    responses: &Parameters,
) -> Result<Step, Retry> {
    if !choosing.available.contains(&ChallengeNameType::WebAuthn) {
        return refuse(Error::SessionInvalid);
    }
    let credential = responses.require("CREDENTIAL")?;
    passkey_proof::prove(choosing, session, credential, responses.device()).await
}

/// A code that was sent. That it came back proves the address, and confirms a user who just signed up.
async fn by_code(
    choosing: Choosing<'_>,
    session: &ChallengeSession,
    purpose: Purpose,
    offered: &Secret,
    device: ClaimedDevice,
) -> Result<Step, Retry> {
    let Choosing {
        ctx,
        pool,
        client,
        user,
        ..
    } = choosing;
    let Some(mut user) = user else {
        ctx.commit(vec![Change::Decoy]).await?;
        return refuse(Error::SignInCodeMismatch);
    };
    let (code, spend) = sign_in_code::check(ctx, &user, purpose, offered, Vec::new()).await?;
    let mut changes = vec![spend, session.spend()];
    let confirms = user.status == UserStatusType::Unconfirmed;
    if confirms {
        user.status = UserStatusType::Confirmed;
    }
    let verifies = !user.is_verified(&code.attribute) && code.verify(&mut user);
    if confirms || verifies {
        user = users::touched(user, ctx.clock.now());
        changes.push(Change::UpdateUser {
            aliases: Some(user.aliases(pool)),
            user: user.clone(),
        });
    }
    let onward = Onward {
        changes,
        device,
        after: After::default(),
    };
    mfa::used(device::finish(ctx, pool, client, &user, onward).await)
}

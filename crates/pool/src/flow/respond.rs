//! Answers to challenges: which one it is, and who may answer.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{ChallengeName, ChallengeNameType};

use super::parameters::Parameters;
use super::step::Step;
use super::{
    auth_events, choice_answer, client_proof, custom, device_srp, mfa_answer, new_password, srp,
};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Client, Pool};

/// Takes an answer, and goes on with the sign-in.
pub(crate) async fn respond(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    challenge: ChallengeNameType,
    session: Option<&Secret>,
    responses: &Parameters,
) -> Result<Step, Error> {
    client_proof::check_hash(client, responses.username(), responses.get("SECRET_HASH"))?;
    let taken = take(ctx, pool, client, challenge, session, responses).await;
    let asked = match challenge {
        ChallengeNameType::SoftwareTokenMfa
        | ChallengeNameType::SmsMfa
        | ChallengeNameType::EmailOtp => ChallengeName::Mfa,
        _ => ChallengeName::Password,
    };
    auth_events::of_sign_in(ctx, pool, responses.username(), asked, taken).await
}

async fn take(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    challenge: ChallengeNameType,
    session: Option<&Secret>,
    responses: &Parameters,
) -> Result<Step, Error> {
    match challenge {
        ChallengeNameType::PasswordVerifier => {
            ctx.retry(|| srp::verify(ctx, pool, client, responses))
                .await
        }
        ChallengeNameType::NewPasswordRequired => {
            ctx.retry(|| new_password::answer(ctx, pool, client, session, responses))
                .await
        }
        ChallengeNameType::SelectChallenge
        | ChallengeNameType::Password
        | ChallengeNameType::PasswordSrp
        | ChallengeNameType::WebAuthn
        | ChallengeNameType::SmsOtp => {
            ctx.retry(|| choice_answer::answer(ctx, pool, client, challenge, session, responses))
                .await
        }
        ChallengeNameType::EmailOtp if choice_answer::is_first(ctx, client, session)? => {
            ctx.retry(|| choice_answer::answer(ctx, pool, client, challenge, session, responses))
                .await
        }
        ChallengeNameType::SoftwareTokenMfa
        | ChallengeNameType::SmsMfa
        | ChallengeNameType::EmailOtp
        | ChallengeNameType::SelectMfaType
        | ChallengeNameType::MfaSetup => {
            ctx.retry(|| mfa_answer::answer(ctx, pool, client, challenge, session, responses))
                .await
        }
        ChallengeNameType::DeviceSrpAuth => device_srp::start(ctx, pool, client, responses).await,
        ChallengeNameType::DevicePasswordVerifier => {
            ctx.retry(|| device_srp::verify(ctx, pool, client, responses))
                .await
        }
        ChallengeNameType::CustomChallenge => {
            custom::answer(ctx, pool, client, session, responses).await
        }
        // A flow's old name, which no challenge has.
        ChallengeNameType::AdminNoSrpAuth => Err(Error::SessionInvalid),
    }
}

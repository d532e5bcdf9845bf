//! VerifySoftwareToken: the authenticator app shows the right codes.

use poolgate_pool_api::types::{
    UserPoolMfaType, VerifySoftwareTokenRequest, VerifySoftwareTokenResponse,
    VerifySoftwareTokenResponseType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::software_token::SetUp;
use crate::flow::{lockout, mfa};
use crate::model::{Factor, MfaRules, SoftwareToken};
use crate::store::Change;

/// Checks a code of the app, and takes the app. The code counts as used.
pub async fn run(
    ctx: &Ctx,
    input: VerifySoftwareTokenRequest,
) -> Result<VerifySoftwareTokenResponse, Error> {
    ctx.retry(|| attempt(ctx, &input)).await
}

async fn attempt(
    ctx: &Ctx,
    input: &VerifySoftwareTokenRequest,
) -> Result<VerifySoftwareTokenResponse, Retry> {
    let who = SetUp::begin(ctx, input.access_token.as_ref(), input.session.as_ref()).await?;
    let tries = lockout::Attempt::begin_second(ctx, &who.pool, &who.user).await?;
    let mut user_mfa = mfa::of_user(ctx, &who.user).await?;
    let Some(secret) = user_mfa.pending.clone() else {
        return refuse(Error::SoftwareTokenSetup);
    };
    let now = ctx.clock.now();
    let code = input.user_code.expose();
    let Some(step) = poolgate_crypto::totp_step(secret.expose(), code, now.0 / 1000) else {
        ctx.commit(vec![tries.failed(now)]).await?;
        return refuse(Error::SoftwareTokenSetup);
    };
    user_mfa.pending = None;
    user_mfa.software_token = Some(SoftwareToken {
        secret,
        device_name: input.friendly_device_name.clone(),
        used_step: step,
    });
    // Where everybody must have a factor, this one is on from now on.
    if MfaRules::of(&who.pool).required == UserPoolMfaType::On {
        let first = user_mfa.preferred.is_none();
        user_mfa.set(Factor::SoftwareToken, true, first);
    }
    let (session, spend) = who.next_session(ctx, true)?;
    let mut changes = vec![Change::PutMfa(Box::new(user_mfa))];
    changes.extend(spend);
    changes.extend(tries.succeeded());
    mfa::used(ctx.commit(changes).await.map_err(Retry::from))?;
    Ok(VerifySoftwareTokenResponse {
        status: Some(VerifySoftwareTokenResponseType::Success),
        session,
    })
}

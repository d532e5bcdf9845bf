//! AssociateSoftwareToken: a new secret for an authenticator app.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{AssociateSoftwareTokenRequest, AssociateSoftwareTokenResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::mfa;
use crate::flow::software_token::SetUp;
use crate::store::Change;

/// Makes the secret. An app that proved itself before stays until the new one does.
pub async fn run(
    ctx: &Ctx,
    input: AssociateSoftwareTokenRequest,
) -> Result<AssociateSoftwareTokenResponse, Error> {
    ctx.retry(|| attempt(ctx, &input)).await
}

async fn attempt(
    ctx: &Ctx,
    input: &AssociateSoftwareTokenRequest,
) -> Result<AssociateSoftwareTokenResponse, Retry> {
    let who = SetUp::begin(ctx, input.access_token.as_ref(), input.session.as_ref()).await?;
    let mut user_mfa = mfa::of_user(ctx, &who.user).await?;
    let secret = Secret::from(poolgate_crypto::new_totp_secret(&*ctx.random).to_string());
    user_mfa.pending = Some(secret.clone());
    let (session, spend) = who.next_session(ctx, false)?;
    let mut changes = vec![Change::PutMfa(Box::new(user_mfa))];
    changes.extend(spend);
    mfa::used(ctx.commit(changes).await.map_err(Retry::from))?;
    Ok(AssociateSoftwareTokenResponse {
        secret_code: Some(secret),
        session,
    })
}

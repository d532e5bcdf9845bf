//! AdminDeleteSoftwareToken: a user's authenticator app is gone.

use poolgate_pool_api::types::{AdminDeleteSoftwareTokenRequest, AdminDeleteSoftwareTokenResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{mfa, users};
use crate::model::Factor;
use crate::store::Change;

/// Removes the app, and the factor with it. That a user without one is no error is unconfirmed.
pub async fn run(
    ctx: &Ctx,
    input: AdminDeleteSoftwareTokenRequest,
) -> Result<AdminDeleteSoftwareTokenResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        let mut user_mfa = mfa::of_user(ctx, &user).await?;
        user_mfa.software_token = None;
        user_mfa.pending = None;
        user_mfa.set(Factor::SoftwareToken, false, false);
        ctx.commit(vec![Change::PutMfa(Box::new(user_mfa))]).await?;
        Ok(AdminDeleteSoftwareTokenResponse {})
    })
    .await
}

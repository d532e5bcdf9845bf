//! AdminSetUserSettings: the older way for an administrator to turn a user's codes by text message on and off.

use poolgate_pool_api::types::{AdminSetUserSettingsRequest, AdminSetUserSettingsResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{mfa_preference, users};

/// Sets the options. Other factors stay.
pub async fn run(
    ctx: &Ctx,
    input: AdminSetUserSettingsRequest,
) -> Result<AdminSetUserSettingsResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        mfa_preference::set_options(ctx, &pool, &user, &input.mfa_options).await?;
        Ok(AdminSetUserSettingsResponse {})
    })
    .await
}

//! SetUserSettings: the older way for a user to turn codes by text message on and off.

use poolgate_pool_api::types::{SetUserSettingsRequest, SetUserSettingsResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::mfa_preference;
use crate::token;

/// Sets the options. Other factors stay.
pub async fn run(
    ctx: &Ctx,
    input: SetUserSettingsRequest,
) -> Result<SetUserSettingsResponse, Error> {
    ctx.retry(async || {
        let who = token::authenticate(ctx, input.access_token.expose()).await?;
        mfa_preference::set_options(ctx, &who.pool, &who.user, &input.mfa_options).await?;
        Ok(SetUserSettingsResponse {})
    })
    .await
}

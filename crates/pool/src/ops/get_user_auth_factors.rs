//! GetUserAuthFactors: with what the signed-in user can sign in.

use poolgate_pool_api::types::{GetUserAuthFactorsRequest, GetUserAuthFactorsResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{first_factors, mfa};
use crate::token;

/// Reads the first and the second factors.
pub async fn run(
    ctx: &Ctx,
    input: GetUserAuthFactorsRequest,
) -> Result<GetUserAuthFactorsResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let user_mfa = mfa::of_user(ctx, &who.user).await?;
    Ok(GetUserAuthFactorsResponse {
        configured_user_auth_factors: Some(
            first_factors::configured(ctx, &who.pool, &who.user).await?,
        ),
        preferred_mfa_setting: user_mfa.preferred_setting(),
        user_mfa_setting_list: user_mfa.setting_list(),
        username: who.user.username,
    })
}

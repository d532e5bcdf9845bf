//! AdminGetUserAuthFactors: with what a user can sign in.

use poolgate_pool_api::types::{AdminGetUserAuthFactorsRequest, AdminGetUserAuthFactorsResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{first_factors, mfa, users};

/// Reads the first and the second factors of the user that the administrator names.
pub async fn run(
    ctx: &Ctx,
    input: AdminGetUserAuthFactorsRequest,
) -> Result<AdminGetUserAuthFactorsResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let user_mfa = mfa::of_user(ctx, &user).await?;
    Ok(AdminGetUserAuthFactorsResponse {
        configured_user_auth_factors: Some(first_factors::configured(ctx, &pool, &user).await?),
        preferred_mfa_setting: user_mfa.preferred_setting(),
        user_mfa_setting_list: user_mfa.setting_list(),
        username: user.username,
    })
}

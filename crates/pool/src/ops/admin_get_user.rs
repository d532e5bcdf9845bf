//! AdminGetUser: a user with every attribute.

use poolgate_pool_api::types::{AdminGetUserRequest, AdminGetUserResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{mfa, users};

/// Reads the user that the administrator names.
pub async fn run(ctx: &Ctx, input: AdminGetUserRequest) -> Result<AdminGetUserResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let user_mfa = mfa::of_user(ctx, &user).await?;
    Ok(AdminGetUserResponse {
        preferred_mfa_setting: user_mfa.preferred_setting(),
        user_mfa_setting_list: user_mfa.setting_list(),
        user_attributes: Some(user.attribute_list(|_| true)),
        username: user.username,
        user_create_date: Some(user.created_at),
        user_last_modified_date: Some(user.modified_at),
        enabled: Some(user.enabled),
        user_status: Some(user.status),
        ..Default::default()
    })
}

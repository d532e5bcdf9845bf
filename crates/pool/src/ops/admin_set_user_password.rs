//! AdminSetUserPassword: an administrator sets a password, for good or until the next sign-in.

use poolgate_pool_api::types::{
    AdminSetUserPasswordRequest, AdminSetUserPasswordResponse, UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::{password, users};
use crate::store::Change;

/// Sets the password, and with it the status.
pub async fn run(
    ctx: &Ctx,
    input: AdminSetUserPasswordRequest,
) -> Result<AdminSetUserPasswordResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || -> Result<_, Retry> {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        let offered = input.password.expose();
        password::check_policy(&pool, offered, password::CHANGE_PREFIX)?;
        let set = password::another(ctx, &pool, &user, offered).await?;
        let mut user = users::touched(user, ctx.clock.now());
        user.status = if input.permanent == Some(true) {
            UserStatusType::Confirmed
        } else {
            UserStatusType::ForceChangePassword
        };
        let update = Change::UpdateUser {
            user,
            aliases: None,
        };
        ctx.commit(vec![update, set]).await?;
        Ok(AdminSetUserPasswordResponse {})
    })
    .await
}

//! AdminResetUserPassword: the password no longer counts, and a code for a new one goes out.

use poolgate_pool_api::types::{
    AdminResetUserPasswordRequest, AdminResetUserPasswordResponse, UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{codes, recovery, users};
use crate::model::Purpose;
use crate::store::Change;

/// Asks a confirmed user for a new password. Asking again changes nothing; that is unconfirmed.
pub async fn run(
    ctx: &Ctx,
    input: AdminResetUserPasswordRequest,
) -> Result<AdminResetUserPasswordResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || -> Result<_, Retry> {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        if !user.enabled {
            return refuse(Error::ResetOfDisabledUser);
        }
        match user.status {
            UserStatusType::ResetRequired => return Ok(AdminResetUserPasswordResponse {}),
            UserStatusType::Confirmed => {}
            _ => return refuse(Error::CannotResetPassword),
        }
        let destination = recovery::admin_reset_destination(&pool, &user)?;
        let mut user = users::touched(user, ctx.clock.now());
        user.status = UserStatusType::ResetRequired;
        let code = codes::send(ctx, &pool, &user, Purpose::ForgotPassword, &destination);
        let mut changes = vec![Change::UpdateUser {
            user,
            aliases: None,
        }];
        changes.extend(code);
        ctx.commit(changes).await?;
        Ok(AdminResetUserPasswordResponse {})
    })
    .await
}

//! AdminResetUserPassword: the password no longer counts, and a code for a new one goes out.

use poolgate_pool_api::types::{
    AdminResetUserPasswordRequest, AdminResetUserPasswordResponse, UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{codes, recovery, users};
use crate::model::Purpose;
use crate::store::Change;
use crate::trigger::NO_CLIENT;
use crate::trigger::custom_message::{self, MessageSource, Recipient};

/// Asks a confirmed user for a new password. Asking again changes nothing; that is unconfirmed.
pub async fn run(
    ctx: &Ctx,
    input: AdminResetUserPasswordRequest,
) -> Result<AdminResetUserPasswordResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
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
        let mut changes = Vec::from(code);
        let recipient = Recipient::new(&pool, NO_CLIENT, &user);
        let source = MessageSource::ForgotPassword;
        custom_message::write(ctx, &recipient, source, &mut changes).await?;
        changes.push(Change::UpdateUser {
            user,
            aliases: None,
        });
        ctx.commit(changes).await?;
        Ok(AdminResetUserPasswordResponse {})
    })
    .await
}

//! AdminConfirmSignUp: an administrator confirms a user without a code. No address is verified by it.

use poolgate_pool_api::types::{
    AdminConfirmSignUpRequest, AdminConfirmSignUpResponse, UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::users;
use crate::store::Change;

/// Confirms the user.
pub async fn run(
    ctx: &Ctx,
    input: AdminConfirmSignUpRequest,
) -> Result<AdminConfirmSignUpResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || -> Result<_, Retry> {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        if user.status != UserStatusType::Unconfirmed {
            return refuse(Error::CannotConfirm(user.status.as_str()));
        }
        let mut user = users::touched(user, ctx.clock.now());
        user.status = UserStatusType::Confirmed;
        ctx.commit(vec![Change::UpdateUser {
            user,
            aliases: None,
        }])
        .await?;
        Ok(AdminConfirmSignUpResponse {})
    })
    .await
}

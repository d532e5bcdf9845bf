//! AdminConfirmSignUp: an administrator confirms a user without a code. No address is verified by it.

use poolgate_pool_api::types::{
    AdminConfirmSignUpRequest, AdminConfirmSignUpResponse, UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::users;
use crate::store::Change;
use crate::trigger::NO_CLIENT;
use crate::trigger::post_confirmation::{self, Confirmed};

/// Confirms the user.
pub async fn run(
    ctx: &Ctx,
    input: AdminConfirmSignUpRequest,
) -> Result<AdminConfirmSignUpResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let confirmed = ctx.retry(async || -> Result<_, Retry> {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        if user.status != UserStatusType::Unconfirmed {
            return refuse(Error::CannotConfirm(user.status.as_str()));
        }
        let mut user = users::touched(user, ctx.clock.now());
        user.status = UserStatusType::Confirmed;
        ctx.commit(vec![Change::UpdateUser {
            user: user.clone(),
            aliases: None,
        }])
        .await?;
        Ok(user)
    });
    let user = confirmed.await?;
    post_confirmation::tell(ctx, &pool, NO_CLIENT, &user, Confirmed::SignUp).await?;
    Ok(AdminConfirmSignUpResponse {})
}

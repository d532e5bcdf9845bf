//! AdminDeleteUserAttributes: an administrator removes attributes of a user.

use poolgate_pool_api::types::{
    AdminDeleteUserAttributesRequest, AdminDeleteUserAttributesResponse,
};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::{attribute_update, attributes, users};
use crate::trigger::NO_CLIENT;

/// Removes the attributes; one that the user has not is no error.
pub async fn run(
    ctx: &Ctx,
    input: AdminDeleteUserAttributesRequest,
) -> Result<AdminDeleteUserAttributesResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || -> Result<_, Retry> {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        let names = input.user_attribute_names.clone();
        let written = attributes::removed_by_administrator(&pool, names)?;
        attribute_update::commit(ctx, &pool, NO_CLIENT, user, &written).await?;
        Ok(AdminDeleteUserAttributesResponse {})
    })
    .await
}

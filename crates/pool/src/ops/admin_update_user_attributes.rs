//! AdminUpdateUserAttributes: an administrator writes a user's attributes, and can vouch for addresses.

use poolgate_pool_api::types::{
    AdminUpdateUserAttributesRequest, AdminUpdateUserAttributesResponse,
};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::{attribute_update, attributes, users};
use crate::trigger::NO_CLIENT;

/// Writes the attributes. A new address gets a code, unless it is written as verified.
pub async fn run(
    ctx: &Ctx,
    input: AdminUpdateUserAttributesRequest,
) -> Result<AdminUpdateUserAttributesResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    ctx.retry(async || -> Result<_, Retry> {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        let written = attributes::by_administrator(&pool, &input.user_attributes)?;
        attribute_update::commit(ctx, &pool, NO_CLIENT, user, &written).await?;
        Ok(AdminUpdateUserAttributesResponse {})
    })
    .await
}

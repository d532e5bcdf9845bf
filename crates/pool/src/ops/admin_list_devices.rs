//! AdminListDevices: the devices of a user, a page at a time.

use poolgate_pool_api::types::{AdminListDevicesRequest, AdminListDevicesResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{devices, users};

/// Lists the devices that the user confirmed.
pub async fn run(
    ctx: &Ctx,
    input: AdminListDevicesRequest,
) -> Result<AdminListDevicesResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let (limit, after) = (input.limit, input.pagination_token.as_deref());
    let (devices, pagination_token) = devices::list(ctx, &pool, &user, limit, after).await?;
    Ok(AdminListDevicesResponse {
        devices: Some(devices),
        pagination_token,
    })
}

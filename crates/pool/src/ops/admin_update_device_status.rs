//! AdminUpdateDeviceStatus: whether a device of a user is remembered.

use poolgate_pool_api::types::{AdminUpdateDeviceStatusRequest, AdminUpdateDeviceStatusResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{devices, users};

/// Remembers the device, or no more.
pub async fn run(
    ctx: &Ctx,
    input: AdminUpdateDeviceStatusRequest,
) -> Result<AdminUpdateDeviceStatusResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let status = input.device_remembered_status;
    devices::set_status(ctx, &pool, &user, &input.device_key, status).await?;
    Ok(AdminUpdateDeviceStatusResponse {})
}

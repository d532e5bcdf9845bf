//! AdminGetDevice: a device of a user.

use poolgate_pool_api::types::{AdminGetDeviceRequest, AdminGetDeviceResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{devices, users};

/// Reads the device of the user that the administrator names.
pub async fn run(ctx: &Ctx, input: AdminGetDeviceRequest) -> Result<AdminGetDeviceResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let device = devices::get(ctx, &pool, &user, &input.device_key).await?;
    Ok(AdminGetDeviceResponse { device })
}

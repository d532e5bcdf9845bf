//! UpdateDeviceStatus: whether a device of the signed-in user is remembered.

use poolgate_pool_api::types::{UpdateDeviceStatusRequest, UpdateDeviceStatusResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::devices;
use crate::token;

/// Remembers the device, or no more.
pub async fn run(
    ctx: &Ctx,
    input: UpdateDeviceStatusRequest,
) -> Result<UpdateDeviceStatusResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let status = input.device_remembered_status;
    devices::set_status(ctx, &who.pool, &who.user, &input.device_key, status).await?;
    Ok(UpdateDeviceStatusResponse {})
}

//! GetDevice: a device of the signed-in user.

use poolgate_pool_api::types::{GetDeviceRequest, GetDeviceResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::devices;

/// Reads the device.
pub async fn run(ctx: &Ctx, input: GetDeviceRequest) -> Result<GetDeviceResponse, Error> {
    let who = devices::authenticate(ctx, input.access_token.as_ref()).await?;
    let device = devices::get(ctx, &who.pool, &who.user, &input.device_key).await?;
    Ok(GetDeviceResponse { device })
}

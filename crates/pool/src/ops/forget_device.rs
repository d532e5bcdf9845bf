//! ForgetDevice: a device of the signed-in user is known no more.

use poolgate_pool_api::types::ForgetDeviceRequest;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::devices;

/// Forgets the device, and ends its refresh tokens.
pub async fn run(ctx: &Ctx, input: ForgetDeviceRequest) -> Result<(), Error> {
    let who = devices::authenticate(ctx, input.access_token.as_ref()).await?;
    devices::forget(ctx, &who.pool, &who.user, &input.device_key).await
}

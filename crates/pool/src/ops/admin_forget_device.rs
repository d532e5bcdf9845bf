//! AdminForgetDevice: a device of a user is known no more.

use poolgate_pool_api::types::AdminForgetDeviceRequest;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{devices, users};

/// Forgets the device, and ends its refresh tokens.
pub async fn run(ctx: &Ctx, input: AdminForgetDeviceRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    devices::forget(ctx, &pool, &user, &input.device_key).await
}

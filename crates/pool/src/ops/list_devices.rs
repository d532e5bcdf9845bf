//! ListDevices: the devices of the signed-in user, a page at a time.

use poolgate_pool_api::types::{ListDevicesRequest, ListDevicesResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::devices;
use crate::token;

/// Lists the devices that were confirmed.
pub async fn run(ctx: &Ctx, input: ListDevicesRequest) -> Result<ListDevicesResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let (limit, after) = (input.limit, input.pagination_token.as_deref());
    let (devices, pagination_token) =
        devices::list(ctx, &who.pool, &who.user, limit, after).await?;
    Ok(ListDevicesResponse {
        devices: Some(devices),
        pagination_token,
    })
}

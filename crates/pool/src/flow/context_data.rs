//! From where a user calls, where a server calls for the user and says so.

use std::net::IpAddr;

use poolgate_pool_api::types::{ContextDataType, UserContextDataType};

use crate::ctx::Ctx;
use crate::model::Client;

/// What an administrator's program says. What is no address changes nothing.
pub(crate) fn of_administrator(ctx: &Ctx, data: Option<&ContextDataType>) -> Ctx {
    ctx.called_from(data.and_then(|data| data.ip_address.parse().ok()))
}

/// What an app client says, which counts only for clients that can keep a secret and are set to say it.
pub(crate) fn of_client(ctx: &Ctx, client: &Client, data: Option<&UserContextDataType>) -> Ctx {
    let counts = client.is_confidential()
        && client
            .description
            .enable_propagate_additional_user_context_data
            == Some(true);
    let address: Option<IpAddr> = data
        .filter(|_| counts)
        .and_then(|data| data.ip_address.as_ref()?.parse().ok());
    ctx.called_from(address)
}

//! What the gateway knows of the sessions that the pool lists: it is the gateway that sees the browsers, the pool sees the
//! gateway.

use std::collections::HashMap;

use super::device::Device;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::store::StoreError;

/// What was seen of a session.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) device: Option<Device>,
    /// When it was last used, in milliseconds since 1970, to about a minute.
    pub(crate) used_at: i64,
}

/// What was seen of a user's sessions, by the MAC of the id that the pool has for each.
pub(crate) async fn seen_devices(
    gateway: &Gateway,
    sub: &str,
) -> Result<HashMap<[u8; 32], Seen>, ApiError> {
    let Some(data) = &gateway.config().data else {
        return Ok(HashMap::new());
    };
    let subject = gateway.session_mac(sub);
    let rows = data
        .sessions
        .sessions_of(gateway.pool_id(), subject, data.clock.now())
        .await;
    let rows = match rows {
        // The list is the pool's: it is only poorer without.
        Err(StoreError::Unavailable(_)) => Vec::new(),
        rows => rows?,
    };
    let seen = rows.into_iter().map(|row| {
        let sealed = row.device.as_deref();
        let seen = Seen {
            device: sealed.and_then(|sealed| Device::unseal(gateway, &subject, sealed)),
            used_at: row.used_at,
        };
        (row.family, seen)
    });
    Ok(seen.collect())
}

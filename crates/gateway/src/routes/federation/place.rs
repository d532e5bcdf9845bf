//! Where the gateway is, as the browser sees it.

use http::HeaderMap;
use http::header::HOST;

use crate::gateway::Gateway;

/// Scheme and host of the gateway: as set; else as the browser wrote it, over plain HTTP on this machine alone.
pub(in crate::routes) fn own_origin(gateway: &Gateway, headers: &HeaderMap) -> Option<String> {
    if let Some(origin) = gateway.public_origin() {
        return Some(origin.to_string());
    }
    let host = headers.get(HOST)?.to_str().ok()?;
    let scheme = if poolgate_ui::is_loopback_host(headers) {
        "http"
    } else {
        "https"
    };
    Some(format!("{scheme}://{host}"))
}

/// Whether browsers reach the gateway over TLS.
pub(super) fn is_secure(gateway: &Gateway, headers: &HeaderMap) -> bool {
    own_origin(gateway, headers).is_none_or(|origin| origin.starts_with("https://"))
}

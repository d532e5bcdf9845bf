//! Where a browser signs out of the pool's hosted pages, which keep a session of their own after a sign-in by an
//! identity provider (AWS: the logout endpoint).

use http::HeaderMap;

use super::federation::place;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::layers::Origin;
use crate::pages::Facts;
use crate::session::{self, Browser, Open};

/// Where the hosted pages lead back to.
const BACK: &str = "/login";

/// Scheme and host of the hosted pages.
pub(super) fn origin(gateway: &Gateway) -> Option<String> {
    let hosted = gateway.config().hosted.as_deref()?;
    Some(Origin::of_url(hosted)?.to_string())
}

/// The address for the session of a browser, where its sign-in led over the hosted pages.
pub(super) async fn of_browser(
    gateway: &Gateway,
    browser: &Browser,
    headers: &HeaderMap,
) -> Result<Option<String>, ApiError> {
    let Some(session) = session::find(gateway, browser).await? else {
        return Ok(None);
    };
    Ok(of_session(gateway, &session, headers).await)
}

/// The same for a session that is known.
pub(super) async fn of_session(
    gateway: &Gateway,
    session: &Open,
    headers: &HeaderMap,
) -> Option<String> {
    let hosted = gateway.config().hosted.as_deref()?;
    if !session.tokens.hosted {
        return None;
    }
    let back = format!("{}{BACK}", place::own_origin(gateway, headers)?);
    let facts = Facts::of(gateway).await;
    if !facts.takes_back_to(&back) {
        tracing::warn!(
            "the pool's hosted pages stay signed in: put {back} among the allowed sign-out URLs of the app client"
        );
        return None;
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &gateway.config().client.client_id)
        .append_pair("logout_uri", &back)
        .finish();
    Some(format!("{hosted}/logout?{query}"))
}

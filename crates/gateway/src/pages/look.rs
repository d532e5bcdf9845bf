//! `GET /look/{file}`: the stylesheet of the operator's own. Its version is part of the name, so that browsers may
//! keep it for good.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;

pub(crate) async fn get(
    State(gateway): State<Gateway>,
    Path(file): Path<String>,
) -> Result<Response, ApiError> {
    let style = gateway.config().pages.style.as_ref();
    let version = file.strip_suffix(".css");
    let style = style.filter(|style| version == Some(&style.version));
    let style = style.ok_or_else(|| ApiError::new(Code::NotFound))?;
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, style.css.to_string()).into_response())
}

/// The address of the stylesheet, where there is one.
pub(crate) fn address(gateway: &Gateway) -> Option<String> {
    let style = gateway.config().pages.style.as_ref()?;
    Some(format!("/look/{}.css", style.version))
}

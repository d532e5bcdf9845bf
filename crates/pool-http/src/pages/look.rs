//! `/look/KEY/VERSION.css` and `.image`: the stylesheet and the logo of an application, as its pool's owner set
//! them. The version is part of the name, so that browsers may keep them for good.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use poolgate_pool::oauth::page_look::{self, Look};
use poolgate_ui::{Failure, fail};
use serde::Deserialize;

use super::place::failed;
use crate::oauth::hosted::Hosted;

/// Which file.
#[derive(Deserialize)]
pub(crate) struct Named {
    key: String,
    file: String,
}

pub(crate) async fn get(hosted: Hosted, Path(named): Path<Named>, headers: HeaderMap) -> Response {
    let engine = &hosted.service.engine;
    let found = async {
        let client = engine.store.client(&named.key).await?;
        if let Some(client) = client.filter(|client| client.pool_id == hosted.pool.id)
            && let Some(look) = page_look::of_client(engine, &client).await?
            && let Some(file) = file(look, &named.file)
        {
            return Ok(Some(file));
        }
        // The address of the logo that the API gives is that of the key alone.
        let look = page_look::named(engine, &hosted.pool.id, &named.key).await?;
        Ok(look.and_then(|look| file(look, &named.file)))
    };
    match found.await {
        Ok(found) => found.unwrap_or_else(|| fail(Failure::NotFound, &headers)),
        Err(error) => failed(&error, &headers),
    }
}

fn file(look: Look, name: &str) -> Option<Response> {
    let (version, extension) = name.rsplit_once('.')?;
    if version != look.version {
        return None;
    }
    let (kind, content) = match extension {
        "css" => ("text/css; charset=utf-8", look.css?.into_bytes()),
        "image" => look.logo?,
        _ => return None,
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Some((headers, content).into_response())
}

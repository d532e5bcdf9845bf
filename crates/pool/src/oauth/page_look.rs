//! How an application's pages look: the stylesheet and the logo that SetUICustomization sets, for one app client or
//! for all of a pool.

use poolgate_pool_api::{Blob, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ctx::Engine;
use crate::documents::{Kept, Part};
use crate::error::Error;
use crate::model::{Client, DocumentKind};

/// The key of what counts for all app clients without a look of their own.
pub(crate) const ALL: &str = "ALL";

/// As it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Customization {
    /// The stylesheet, in our own words.
    pub(crate) css: Option<String>,
    /// The stylesheet, as it was set.
    pub(crate) css_as_set: Option<String>,
    /// The logo.
    pub(crate) logo: Option<Blob>,
    /// Changes with every change.
    pub(crate) version: String,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
}

impl Part for Customization {
    const KIND: DocumentKind = DocumentKind::UiCustomization;
}

/// What pages use.
#[derive(Debug, Clone)]
pub struct Look {
    /// For which client, or for all.
    pub key: String,
    /// Changes with every change.
    pub version: String,
    /// The stylesheet.
    pub css: Option<String>,
    /// The logo's type and content.
    pub logo: Option<(&'static str, Vec<u8>)>,
}

/// The look of a client's pages: its own, or that of all.
///
/// # Errors
/// If the storage fails.
pub async fn of_client(engine: &Engine, client: &Client) -> Result<Option<Look>, Error> {
    match named(engine, &client.pool_id, &client.id).await? {
        Some(look) => Ok(Some(look)),
        None => named(engine, &client.pool_id, ALL).await,
    }
}

/// The look of this key: a client's id, or `ALL`.
///
/// # Errors
/// If the storage fails.
pub async fn named(engine: &Engine, pool_id: &str, key: &str) -> Result<Option<Look>, Error> {
    let found: Option<Kept<Customization>> = engine.part(pool_id, key).await?;
    Ok(found.map(|kept| Look {
        key: key.to_owned(),
        version: kept.part.version,
        css: kept.part.css,
        logo: kept.part.logo.and_then(|logo| {
            let kind = image_type(&logo.0)?;
            Some((kind, logo.0))
        }),
    }))
}

/// The type of an image by its first bytes: PNG or JPEG, nothing else.
pub(crate) fn image_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else {
        None
    }
}

/// A random text for a form: some 186 bits.
pub fn random_text(engine: &Engine) -> String {
    poolgate_crypto::base36(&*engine.random, 36)
}

//! How an application's pages look: the style of its managed-login branding, and the stylesheet and the logo that
//! SetUICustomization sets, for one app client or for all of a pool.

use poolgate_pool_api::{Blob, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ctx::Engine;
use crate::documents::{Kept, Part};
use crate::error::Error;
use crate::flow::branding::{self, Branding};
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

/// The look of a client's pages: its style, and over it the stylesheet and logo that are its own, or those of all.
///
/// # Errors
/// If the storage fails.
pub async fn of_client(engine: &Engine, client: &Client) -> Result<Option<Look>, Error> {
    let pool_id = &client.pool_id;
    let style: Option<Kept<Branding>> = engine.part(pool_id, &client.id).await?;
    let mut set: Option<Kept<Customization>> = engine.part(pool_id, &client.id).await?;
    if set.is_none() {
        set = engine.part(pool_id, ALL).await?;
    }
    if style.is_none() && set.is_none() {
        return Ok(None);
    }
    let (style, set) = (style.map(|kept| kept.part), set.map(|kept| kept.part));
    let versions = [
        style.as_ref().map(|style| style.version.as_str()),
        set.as_ref().map(|set| set.version.as_str()),
    ];
    let versions: Vec<&str> = versions
        .iter()
        .map(|version| version.unwrap_or("0"))
        .collect();
    let description = style.as_ref().map(|style| &style.description);
    let styled = description.and_then(|style| branding::css(style.settings.as_ref()));
    let logo_of_style = description.and_then(|style| branding::logo(style.assets.as_deref()));
    let css: Vec<String> = [styled, set.as_ref().and_then(|set| set.css.clone())]
        .into_iter()
        .flatten()
        .collect();
    let logo = set.as_ref().and_then(|set| set.logo.as_ref());
    let logo = logo.and_then(|logo| Some((image_type(&logo.0)?, logo.0.as_slice())));
    Ok(Some(Look {
        key: client.id.clone(),
        version: versions.join("-"),
        css: (!css.is_empty()).then(|| css.concat()),
        logo: logo
            .or(logo_of_style)
            .map(|(kind, bytes)| (kind, bytes.to_vec())),
    }))
}

/// The look of this key: a client's id; or `ALL`, which has what SetUICustomization set for all alone.
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

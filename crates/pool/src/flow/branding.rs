//! Managed-login branding: a style of one app client's pages. It is kept whole as it was set; what our pages can show of
//! it are the colours and radii that match their own properties, and the logo of the form.

use poolgate_pool_api::types::{
    AssetCategoryType, AssetExtensionType, AssetType, ManagedLoginBrandingType,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ctx::Engine;
use crate::documents::{Kept, Part};
use crate::error::Error;
use crate::model::DocumentKind;

/// As it is kept, by the app client's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Branding {
    pub(crate) description: ManagedLoginBrandingType,
    /// Changes with every change.
    pub(crate) version: String,
}

impl Part for Branding {
    const KIND: DocumentKind = DocumentKind::ManagedLoginBranding;
}

/// How many are read at once in the search for one.
const PAGE: usize = 50;

/// The most bytes of all images together. That of Cognito's is of the whole request.
const ASSETS: usize = 2 * 1024 * 1024;

/// The style of this id.
pub(crate) async fn find(
    engine: &Engine,
    pool_id: &str,
    id: &str,
) -> Result<Kept<Branding>, Error> {
    let mut after: Option<String> = None;
    loop {
        let page = engine
            .parts::<Branding>(pool_id, after.as_deref(), PAGE)
            .await?;
        let Some(last) = page.last() else {
            return Err(Error::BrandingNotFound);
        };
        after = Some(last.key().to_owned());
        let has_id = |kept: &Kept<Branding>| {
            kept.part.description.managed_login_branding_id.as_deref() == Some(id)
        };
        if let Some(found) = page.into_iter().find(has_id) {
            return Ok(found);
        }
    }
}

/// Refuses what is no style. The texts are unconfirmed.
pub(crate) fn check(
    by_default: Option<bool>,
    settings: Option<&Value>,
    assets: Option<&[AssetType]>,
) -> Result<(), Error> {
    let assets = assets.unwrap_or_default();
    let bytes = |asset: &AssetType| asset.bytes.as_ref().map_or(0, |bytes| bytes.0.len());
    let text = if by_default == Some(true) && (settings.is_some() || !assets.is_empty()) {
        "Settings and assets cannot be set with UseCognitoProvidedValues."
    } else if settings.is_some_and(|settings| !settings.is_object()) {
        "Settings must be a JSON object."
    } else if assets.iter().map(bytes).sum::<usize>() > ASSETS {
        "Assets are larger than 2 MB."
    } else {
        return Ok(());
    };
    Err(Error::InvalidParameter(text.to_owned()))
}

/// Our properties, and where their values stand in the settings, after the mode.
const COLOURS: [(&str, &[&str], &[&str]); 8] = [
    ("--page", &["components", "pageBackground"], &["color"]),
    ("--surface", &["components", "form"], &["backgroundColor"]),
    ("--line", &["components", "form"], &["borderColor"]),
    ("--text", &["components", "pageText"], &["bodyColor"]),
    (
        "--muted",
        &["components", "pageText"],
        &["descriptionColor"],
    ),
    (
        "--accent",
        &["components", "primaryButton"],
        &["defaults", "backgroundColor"],
    ),
    (
        "--on-accent",
        &["components", "primaryButton"],
        &["defaults", "textColor"],
    ),
    (
        "--control",
        &["componentClasses", "input"],
        &["defaults", "borderColor"],
    ),
];

/// The stylesheet of a style; nothing where it says nothing that our pages can show.
pub(crate) fn css(settings: Option<&Value>) -> Option<String> {
    let settings = settings?;
    let mut light = colours(settings, "lightMode");
    let radius = at(settings, &["componentClasses", "buttons", "borderRadius"]);
    light.extend(
        radius
            .and_then(number)
            .map(|radius| format!("--radius: {radius}px; ")),
    );
    let rules: Vec<String> = [("light", light), ("dark", colours(settings, "darkMode"))]
        .into_iter()
        .filter(|(_, properties)| !properties.is_empty())
        .map(|(scheme, properties)| {
            let properties = properties.concat();
            format!("@media (prefers-color-scheme: {scheme}) {{ :root {{ {properties}}} }}\n")
        })
        .collect();
    (!rules.is_empty()).then(|| rules.concat())
}

fn colours(settings: &Value, mode: &str) -> Vec<String> {
    let property = |(property, before, after): (&str, &[&str], &[&str])| {
        let path = [before, &[mode], after].concat();
        let colour = at(settings, &path).and_then(colour)?;
        Some(format!("{property}: #{colour}; "))
    };
    COLOURS.into_iter().filter_map(property).collect()
}

fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.get(*key))
}

/// Six or eight hexadecimal digits, as Cognito has colours.
fn colour(value: &Value) -> Option<&str> {
    let text = value.as_str()?.trim_start_matches('#');
    let is_colour =
        matches!(text.len(), 6 | 8) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_colour.then_some(text)
}

/// Cognito has radii as numbers, and some tools as texts.
fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    number.is_finite().then(|| number.clamp(0.0, 100.0))
}

/// The logo of the form: its type and content.
pub(crate) fn logo(assets: Option<&[AssetType]>) -> Option<(&'static str, &[u8])> {
    let logo = assets?
        .iter()
        .find(|asset| asset.category == Some(AssetCategoryType::FormLogo))?;
    let kind = match logo.extension? {
        AssetExtensionType::Png => "image/png",
        AssetExtensionType::Jpeg => "image/jpeg",
        AssetExtensionType::Svg => "image/svg+xml",
        AssetExtensionType::Webp => "image/webp",
        AssetExtensionType::Ico => "image/x-icon",
    };
    Some((kind, &logo.bytes.as_ref()?.0))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::css;

    #[test]
    fn colours_become_our_properties_in_their_mode() {
        let settings = json!({
            "components": {
                "primaryButton": {
                    "lightMode": { "defaults": { "backgroundColor": "7a1f5cff", "textColor": "ffffffff" } },
                    "darkMode": { "defaults": { "backgroundColor": "e0a0ccff" } },
                },
                "pageBackground": { "lightMode": { "color": "fafafaff" } },
            },
            "componentClasses": { "buttons": { "borderRadius": 4.0 } },
        });
        assert_eq!(
            css(Some(&settings)).unwrap(),
            "@media (prefers-color-scheme: light) { :root { --page: #fafafaff; --accent: #7a1f5cff; --on-accent: #ffffffff; --radius: 4px; } }\n\
             @media (prefers-color-scheme: dark) { :root { --accent: #e0a0ccff; } }\n"
        );
    }

    #[test]
    fn what_is_no_colour_is_passed_over() {
        for value in ["red; } body { display: none", "url(a)", "12345", ""] {
            let page = json!({ "lightMode": { "color": value } });
            let settings = json!({ "components": { "pageBackground": page } });
            assert_eq!(css(Some(&settings)), None, "{value}");
        }
        assert_eq!(css(None), None);
    }
}

//! SetUICustomization: the stylesheet and the logo of the managed login.

use poolgate_pool_api::types::{SetUiCustomizationRequest, SetUiCustomizationResponse};

use super::get_ui_customization::described;
use crate::ctx::{Ctx, Retry};
use crate::documents;
use crate::error::Error;
use crate::flow::{customization_css, domains};
use crate::oauth::page_look::{ALL, Customization, image_type};

/// The most bytes of a logo.
const LOGO: usize = 100 * 1024;

/// Sets both at once: what is left out is taken away. The texts of the errors are unconfirmed.
pub async fn run(
    ctx: &Ctx,
    input: SetUiCustomizationRequest,
) -> Result<SetUiCustomizationResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let key = input.client_id.as_deref().unwrap_or(ALL);
    if key != ALL {
        ctx.own_client(&pool.id, key).await?;
    }
    if domains::of_pool(ctx, &pool.id).await?.is_empty() {
        return Err(Error::InvalidParameter(
            "There has to be an existing domain associated with this user pool".to_owned(),
        ));
    }
    let css_as_set = input.css.filter(|css| !css.trim().is_empty());
    let css = css_as_set
        .as_deref()
        .map(customization_css::clean)
        .transpose()?;
    let logo = input.image_file.filter(|image| !image.0.is_empty());
    if let Some(image) = &logo {
        let text = if image.0.len() > LOGO {
            Some("Image is larger than 100 KB.")
        } else if image_type(&image.0).is_none() {
            Some("Image is neither PNG nor JPEG.")
        } else {
            None
        };
        if let Some(text) = text {
            return Err(Error::InvalidParameter(text.to_owned()));
        }
    }
    let now = ctx.clock.now();
    let new = Customization {
        css,
        css_as_set,
        logo,
        version: now.0.to_string(),
        created_at: now,
        modified_at: now,
    };
    let kept = ctx
        .retry(async || {
            let found = ctx.part::<Customization>(&pool.id, key).await?;
            let (change, part) = match found {
                Some(mut kept) => {
                    kept.part = Customization {
                        created_at: kept.part.created_at,
                        ..new.clone()
                    };
                    (kept.update()?, kept.part)
                }
                None => (documents::create(&pool.id, key, &new)?, new.clone()),
            };
            ctx.commit(vec![change]).await.map_err(Retry::from)?;
            Ok(part)
        })
        .await?;
    Ok(SetUiCustomizationResponse {
        ui_customization: described(ctx, &pool, key, kept).await?,
    })
}

//! GetUICustomization: the stylesheet and the logo of the managed login.

use poolgate_pool_api::types::{
    GetUiCustomizationRequest, GetUiCustomizationResponse, UiCustomizationType,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::Pool;
use crate::oauth::page_look::{ALL, Customization};

/// Gives back those of the client, or else those of all clients; nothing where there are none.
pub async fn run(
    ctx: &Ctx,
    input: GetUiCustomizationRequest,
) -> Result<GetUiCustomizationResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let key = input.client_id.as_deref().unwrap_or(ALL);
    if key != ALL {
        ctx.own_client(&pool.id, key).await?;
    }
    for key in [key, ALL] {
        if let Some(kept) = ctx.part::<Customization>(&pool.id, key).await? {
            return Ok(GetUiCustomizationResponse {
                ui_customization: described(ctx, &pool, key, kept.part).await?,
            });
        }
    }
    Ok(GetUiCustomizationResponse::default())
}

/// As the API shows it; the logo under the pool's domain.
pub(crate) async fn described(
    ctx: &Ctx,
    pool: &Pool,
    key: &str,
    kept: Customization,
) -> Result<UiCustomizationType, Error> {
    let address = ctx.hosted_url(pool).await?;
    let image = |_| format!("{address}/look/{key}/{}.image", kept.version);
    let image_url = kept.logo.as_ref().map(image);
    Ok(UiCustomizationType {
        user_pool_id: Some(pool.id.clone()),
        client_id: Some(key.to_owned()),
        image_url,
        css: kept.css_as_set,
        css_version: Some(kept.version),
        last_modified_date: Some(kept.modified_at),
        creation_date: Some(kept.created_at),
    })
}

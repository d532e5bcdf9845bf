//! UpdateManagedLoginBranding: another style.

use poolgate_pool_api::types::{
    UpdateManagedLoginBrandingRequest, UpdateManagedLoginBrandingResponse,
};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::branding;

/// Puts what is given in the place of what was. What is left out stays, but for `UseCognitoProvidedValues`, which takes
/// all of it away.
pub async fn run(
    ctx: &Ctx,
    input: UpdateManagedLoginBrandingRequest,
) -> Result<UpdateManagedLoginBrandingResponse, Error> {
    let pool_id = input.user_pool_id.as_deref();
    let pool = ctx.own_pool(pool_id.unwrap_or_default()).await?;
    let id = input
        .managed_login_branding_id
        .as_deref()
        .unwrap_or_default();
    let by_default = input.use_cognito_provided_values;
    branding::check(by_default, input.settings.as_ref(), input.assets.as_deref())?;
    let description = ctx
        .retry(async || {
            let mut found = branding::find(ctx, &pool.id, id).await?;
            let now = ctx.clock.now();
            let description = &mut found.part.description;
            if by_default == Some(true) {
                description.settings = None;
                description.assets = None;
            }
            if let Some(settings) = &input.settings {
                description.settings = Some(settings.clone());
            }
            if let Some(assets) = &input.assets {
                description.assets = Some(assets.clone());
            }
            description.use_cognito_provided_values = Some(by_default.unwrap_or(false));
            description.last_modified_date = Some(now);
            let description = description.clone();
            found.part.version = now.0.to_string();
            ctx.commit(vec![found.update()?])
                .await
                .map_err(Retry::from)?;
            Ok(description)
        })
        .await?;
    Ok(UpdateManagedLoginBrandingResponse {
        managed_login_branding: Some(description),
    })
}

//! CreateManagedLoginBranding: a style for the pages of an app client.

use poolgate_pool_api::types::{
    CreateManagedLoginBrandingRequest, CreateManagedLoginBrandingResponse, ManagedLoginBrandingType,
};

use crate::ctx::Ctx;
use crate::documents;
use crate::error::Error;
use crate::flow::branding::{self, Branding};
use crate::store::{CommitError, Conflict};

/// Creates the style; a client has one.
pub async fn run(
    ctx: &Ctx,
    input: CreateManagedLoginBrandingRequest,
) -> Result<CreateManagedLoginBrandingResponse, Error> {
    let (client, pool) = ctx
        .own_client(&input.user_pool_id, &input.client_id)
        .await?;
    let by_default = input.use_cognito_provided_values;
    branding::check(by_default, input.settings.as_ref(), input.assets.as_deref())?;
    let now = ctx.clock.now();
    let description = ManagedLoginBrandingType {
        managed_login_branding_id: Some(ctx.uuid()),
        user_pool_id: Some(pool.id.clone()),
        use_cognito_provided_values: Some(by_default.unwrap_or(false)),
        settings: input.settings,
        assets: input.assets,
        creation_date: Some(now),
        last_modified_date: Some(now),
    };
    let new = Branding {
        description: description.clone(),
        version: now.0.to_string(),
    };
    match ctx
        .commit(vec![documents::create(&pool.id, &client.id, &new)?])
        .await
    {
        Err(CommitError::Conflict(Conflict::Id)) => Err(Error::BrandingExists),
        result => {
            result?;
            Ok(CreateManagedLoginBrandingResponse {
                managed_login_branding: Some(description),
            })
        }
    }
}

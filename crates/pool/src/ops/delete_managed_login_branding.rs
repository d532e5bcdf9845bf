//! DeleteManagedLoginBranding: an app client's pages look as they do by default.

use poolgate_pool_api::types::DeleteManagedLoginBrandingRequest;

use crate::ctx::Ctx;
use crate::documents;
use crate::error::Error;
use crate::flow::branding::{self, Branding};
use crate::store::{CommitError, Conflict};

/// Deletes the style.
pub async fn run(ctx: &Ctx, input: DeleteManagedLoginBrandingRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let found = branding::find(ctx, &pool.id, &input.managed_login_branding_id).await?;
    let change = documents::delete::<Branding>(&pool.id, found.key());
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::BrandingNotFound),
        result => Ok(result?),
    }
}

//! UpdateResourceServer: another name, and other scopes in the place of all old ones.

use poolgate_pool_api::types::{
    ResourceServerType, UpdateResourceServerRequest, UpdateResourceServerResponse,
};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::resource_servers::check_scopes;

/// Replaces name and scopes. App clients keep the scopes that are gone; no token has them any more.
pub async fn run(
    ctx: &Ctx,
    input: UpdateResourceServerRequest,
) -> Result<UpdateResourceServerResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    check_scopes(input.scopes.as_deref().unwrap_or_default())?;
    ctx.retry(async || {
        let mut found = ctx
            .part::<ResourceServerType>(&pool.id, &input.identifier)
            .await?
            .ok_or_else(|| Error::ResourceServerNotFound(input.identifier.clone()))?;
        found.part.name = Some(input.name.clone());
        found.part.scopes.clone_from(&input.scopes);
        ctx.commit(vec![found.update()?]).await?;
        Ok::<_, Retry>(UpdateResourceServerResponse {
            resource_server: found.part,
        })
    })
    .await
}

//! UntagResource: a pool loses tags.

use poolgate_pool_api::types::{UntagResourceRequest, UntagResourceResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::tags;
use crate::store::Change;

/// Removes the tags; those that are not there are passed over.
pub async fn run(ctx: &Ctx, input: UntagResourceRequest) -> Result<UntagResourceResponse, Error> {
    ctx.retry(async || -> Result<_, Retry> {
        let pool = tags::pool_of(ctx, &input.resource_arn).await?;
        let mut description = pool.description.clone();
        if let Some(tags) = &mut description.user_pool_tags {
            tags.retain(|name, _| !input.tag_keys.contains(name));
        }
        let pool = pool.with_description(description);
        ctx.commit(vec![Change::UpdatePool(Box::new(pool))]).await?;
        Ok(UntagResourceResponse {})
    })
    .await
}

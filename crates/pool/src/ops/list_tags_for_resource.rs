//! ListTagsForResource: the tags of a pool.

use poolgate_pool_api::types::{ListTagsForResourceRequest, ListTagsForResourceResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::tags;

/// Lists the tags.
pub async fn run(
    ctx: &Ctx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, Error> {
    let pool = tags::pool_of(ctx, &input.resource_arn).await?;
    Ok(ListTagsForResourceResponse {
        tags: Some(pool.description.user_pool_tags.clone().unwrap_or_default()),
    })
}

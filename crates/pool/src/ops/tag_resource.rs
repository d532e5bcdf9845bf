//! TagResource: a pool gets tags; one of the same name gets another value.

use poolgate_pool_api::types::{TagResourceRequest, TagResourceResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::tags;
use crate::store::Change;

/// Adds the tags.
pub async fn run(ctx: &Ctx, input: TagResourceRequest) -> Result<TagResourceResponse, Error> {
    ctx.retry(async || -> Result<_, Retry> {
        let pool = tags::pool_of(ctx, &input.resource_arn).await?;
        let mut description = pool.description.clone();
        let tags = description.user_pool_tags.get_or_insert_default();
        tags.extend(input.tags.clone());
        if tags.len() > tags::LIMIT {
            // Type and text are unconfirmed.
            return Err(
                Error::InvalidParameter("A user pool can have up to 50 tags.".to_owned()).into(),
            );
        }
        let pool = pool.with_description(description);
        ctx.commit(vec![Change::UpdatePool(Box::new(pool))]).await?;
        Ok(TagResourceResponse {})
    })
    .await
}

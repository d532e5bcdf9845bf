//! DeleteUserAttributes: a signed-in user removes attributes.

use poolgate_pool_api::types::{DeleteUserAttributesRequest, DeleteUserAttributesResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::{attribute_update, attributes};
use crate::token;

/// Removes what the client may write; an attribute that the user has not is no error.
pub async fn run(
    ctx: &Ctx,
    input: DeleteUserAttributesRequest,
) -> Result<DeleteUserAttributesResponse, Error> {
    ctx.retry(async || -> Result<_, Retry> {
        let who = token::authenticate(ctx, input.access_token.expose()).await?;
        let names = input.user_attribute_names.clone();
        let written = attributes::removed_by_user(&who.pool, &who.client, names)?;
        attribute_update::commit(ctx, &who.pool, &who.client.id, who.user, &written).await?;
        Ok(DeleteUserAttributesResponse {})
    })
    .await
}

//! UpdateUserAttributes: a signed-in user writes its attributes.

use poolgate_pool_api::types::{UpdateUserAttributesRequest, UpdateUserAttributesResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::{attribute_update, attributes};
use crate::token;

/// Writes what the client may write; where the codes for new addresses went.
pub async fn run(
    ctx: &Ctx,
    input: UpdateUserAttributesRequest,
) -> Result<UpdateUserAttributesResponse, Error> {
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let deliveries = ctx
        .retry(async || -> Result<_, Retry> {
            let who = token::authenticate(ctx, input.access_token.expose()).await?;
            let written = attributes::by_user(&who.pool, &who.client, &input.user_attributes)?;
            attribute_update::commit(ctx, &who.pool, &who.client.id, who.user, &written).await
        })
        .await?;
    Ok(UpdateUserAttributesResponse {
        code_delivery_details_list: (!deliveries.is_empty()).then_some(deliveries),
    })
}

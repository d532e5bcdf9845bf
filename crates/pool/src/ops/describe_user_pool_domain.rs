//! DescribeUserPoolDomain: whose a domain is.

use poolgate_pool_api::types::{
    DescribeUserPoolDomainRequest, DescribeUserPoolDomainResponse, DomainDescriptionType,
};

use crate::ctx::Ctx;
use crate::error::Error;

/// Reads the domain; a domain that is nobody's, or another account's, is described as empty.
pub async fn run(
    ctx: &Ctx,
    input: DescribeUserPoolDomainRequest,
) -> Result<DescribeUserPoolDomainResponse, Error> {
    let mut description = DomainDescriptionType::default();
    if let Some(found) = ctx.domain(&input.domain).await? {
        let pool_id = found.part.user_pool_id.as_deref().unwrap_or_default();
        match ctx.own_pool(pool_id).await {
            Ok(_) => description = found.part,
            Err(Error::PoolNotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(DescribeUserPoolDomainResponse {
        domain_description: Some(description),
    })
}

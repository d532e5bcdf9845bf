//! UpdateUserPoolDomain: another certificate or version of the pages.

use poolgate_pool_api::types::{
    DomainDescriptionType, UpdateUserPoolDomainRequest, UpdateUserPoolDomainResponse,
};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::domains;

/// Changes the domain. What is left out stays.
pub async fn run(
    ctx: &Ctx,
    input: UpdateUserPoolDomainRequest,
) -> Result<UpdateUserPoolDomainResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    domains::check_version(input.managed_login_version)?;
    ctx.retry(async || {
        let mut found = ctx
            .part::<DomainDescriptionType>(&pool.id, &input.domain)
            .await?
            .ok_or(Error::DomainNotFound)?;
        let domain = &mut found.part;
        if input.custom_domain_config.is_some() {
            if !domains::is_custom(domain) {
                // The text is unconfirmed.
                return Err(Error::InvalidParameter(
                    "CustomDomainConfig is not allowed for a prefix domain.".to_owned(),
                )
                .into());
            }
            domain
                .custom_domain_config
                .clone_from(&input.custom_domain_config);
        }
        if input.managed_login_version.is_some() {
            domain.managed_login_version = input.managed_login_version;
        }
        if input.routing.is_some() {
            domain.routing.clone_from(&input.routing);
        }
        ctx.commit(vec![found.update()?]).await?;
        Ok::<_, Retry>(UpdateUserPoolDomainResponse {
            managed_login_version: found.part.managed_login_version,
            cloud_front_domain: None,
            routing: found.part.routing,
        })
    })
    .await
}

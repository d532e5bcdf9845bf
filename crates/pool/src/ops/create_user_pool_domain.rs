//! CreateUserPoolDomain: the host name of a pool's pages and OAuth endpoints.

use poolgate_pool_api::types::{
    CreateUserPoolDomainRequest, CreateUserPoolDomainResponse, DomainDescriptionType,
    DomainStatusType,
};

use crate::ctx::Ctx;
use crate::documents;
use crate::error::Error;
use crate::flow::domains;
use crate::store::{CommitError, Conflict};

/// Creates the domain: a prefix, or with `CustomDomainConfig` a whole host name. It is active at once.
/// Certificates are the operator's business, so there is no CloudFront name.
pub async fn run(
    ctx: &Ctx,
    input: CreateUserPoolDomainRequest,
) -> Result<CreateUserPoolDomainResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let custom = input.custom_domain_config.is_some();
    domains::check(&input.domain, custom)?;
    domains::check_version(input.managed_login_version)?;
    let others = domains::of_pool(ctx, &pool.id).await?;
    let taken = |other: &documents::Kept<DomainDescriptionType>| {
        domains::is_custom(&other.part) == custom && other.key() != input.domain
    };
    if others.iter().any(taken) {
        // The text is unconfirmed.
        return Err(Error::InvalidParameter(
            "User pool already has a domain configured.".to_owned(),
        ));
    }
    let version = input.managed_login_version.unwrap_or(1);
    let description = DomainDescriptionType {
        user_pool_id: Some(pool.id.clone()),
        aws_account_id: Some(pool.account.clone()),
        domain: Some(input.domain.clone()),
        status: Some(DomainStatusType::Active),
        custom_domain_config: input.custom_domain_config,
        managed_login_version: Some(version),
        routing: input.routing.clone(),
        ..Default::default()
    };
    let change = documents::create(&pool.id, &input.domain, &description)?;
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Id)) => Err(Error::InvalidParameter(
            "Domain already associated with another user pool.".to_owned(),
        )),
        result => {
            result?;
            Ok(CreateUserPoolDomainResponse {
                managed_login_version: Some(version),
                cloud_front_domain: None,
                routing: input.routing,
            })
        }
    }
}

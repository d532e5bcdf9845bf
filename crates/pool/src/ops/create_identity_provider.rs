//! CreateIdentityProvider: another place where users of a pool can sign in.

use poolgate_pool_api::types::{
    CreateIdentityProviderRequest, CreateIdentityProviderResponse, IdentityProviderType,
};

use crate::ctx::Ctx;
use crate::documents;
use crate::error::Error;
use crate::flow::identity_providers::{LIMIT, check_identifiers, details, mapping, shown};
use crate::model::provider::is_social;
use crate::store::{CommitError, Conflict};

/// Creates the provider.
pub async fn run(
    ctx: &Ctx,
    input: CreateIdentityProviderRequest,
) -> Result<CreateIdentityProviderResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let name = input.provider_name;
    // The table of constraints knows the type's values, and that it must be there.
    let Some(provider_type) = input.provider_type else {
        return Err(Error::MissingParameter("ProviderType"));
    };
    let reserved = name.eq_ignore_ascii_case("cognito")
        || (is_social(provider_type) && name != provider_type.as_str());
    if reserved {
        // The text is unconfirmed.
        return Err(Error::InvalidParameter(format!(
            "Invalid provider name {name} for provider type {}.",
            provider_type.as_str()
        )));
    }
    let others = ctx
        .parts::<IdentityProviderType>(&pool.id, None, LIMIT)
        .await?;
    if others.len() >= LIMIT && others.iter().all(|other| other.key() != name) {
        return Err(Error::ProviderLimit);
    }
    let identifiers = input.idp_identifiers.unwrap_or_default();
    check_identifiers(ctx, &pool, &name, &identifiers).await?;
    let now = ctx.clock.now();
    let provider = IdentityProviderType {
        user_pool_id: Some(pool.id.clone()),
        provider_name: Some(name.clone()),
        provider_type: Some(provider_type),
        provider_details: Some(details(provider_type, &input.provider_details)?),
        attribute_mapping: Some(mapping(
            &pool,
            provider_type,
            input.attribute_mapping.as_ref(),
        )?),
        idp_identifiers: Some(identifiers),
        acr_mapping: input.acr_mapping,
        last_modified_date: Some(now),
        creation_date: Some(now),
    };
    let change = documents::create(&pool.id, &name, &provider)?;
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Id)) => Err(Error::DuplicateProvider(format!(
            "A provider with the name {name} already exists in this user pool."
        ))),
        result => {
            result?;
            Ok(CreateIdentityProviderResponse {
                identity_provider: shown(provider),
            })
        }
    }
}

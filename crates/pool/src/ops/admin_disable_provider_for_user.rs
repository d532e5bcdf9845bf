//! AdminDisableProviderForUser: an identity at another provider signs a user in no more.

use poolgate_pool_api::types::{
    AdminDisableProviderForUserRequest, AdminDisableProviderForUserResponse,
};

use super::admin_link_provider_for_user::{SUBJECT, given};
use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::users;
use crate::model::Identity;
use crate::store::Change;

/// Takes the identity from its user. A user of the pool itself (`Cognito`) can sign in no more.
pub async fn run(
    ctx: &Ctx,
    input: AdminDisableProviderForUserRequest,
) -> Result<AdminDisableProviderForUserResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let named = &input.user;
    let provider = given("user.providerName", named.provider_name.as_deref())?;
    let value = given(
        "user.providerAttributeValue",
        named.provider_attribute_value.as_deref(),
    )?;
    let attribute = named.provider_attribute_name.as_deref();
    if attribute.is_some_and(|attribute| attribute != SUBJECT) {
        // The text is unconfirmed.
        return Err(Error::InvalidParameter(format!(
            "ProviderAttributeName must be {SUBJECT}."
        )));
    }
    ctx.retry(async || -> Result<_, Retry> {
        let user = if provider == "Cognito" {
            let mut user = users::find_for_admin(ctx, &pool, value).await?;
            user.enabled = false;
            user
        } else {
            let alias = Identity::alias(provider, value);
            let found = ctx.store.user_by_alias(&pool.id, &alias).await?;
            let mut user = found.ok_or(Error::UserNotFound)?;
            let mut identities = user.identities();
            identities.retain(|one| one.provider_name != provider || one.user_id != value);
            user.set_identities(&identities).map_err(Error::internal)?;
            user
        };
        let user = users::touched(user, ctx.clock.now());
        ctx.commit(vec![Change::UpdateUser {
            aliases: Some(user.aliases(&pool)),
            user,
        }])
        .await?;
        Ok(AdminDisableProviderForUserResponse {})
    })
    .await
}

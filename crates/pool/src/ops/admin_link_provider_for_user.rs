//! AdminLinkProviderForUser: a user may sign in by an identity at another provider, too.

use poolgate_pool_api::types::{
    AdminLinkProviderForUserRequest, AdminLinkProviderForUserResponse, ProviderUserIdentifierType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::{identity_providers, users};
use crate::model::{Identity, LoginName, Pool, User};
use crate::store::{Change, CommitError, Conflict};

/// How many identities can be linked to a user.
const LIMIT: usize = 5;

/// The attribute name under which a provider's own name for a user goes.
pub(crate) const SUBJECT: &str = "Cognito_Subject";

/// Links the source to the destination. Only what has never signed in by itself can be linked.
pub async fn run(
    ctx: &Ctx,
    input: AdminLinkProviderForUserRequest,
) -> Result<AdminLinkProviderForUserResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let (provider_name, user_id) = source(&input.source_user)?;
    let provider = identity_providers::find(ctx, &pool, provider_name).await?;
    ctx.retry(async || -> Result<_, Retry> {
        let mut user = destination(ctx, &pool, &input.destination_user).await?;
        let alias = Identity::alias(provider_name, user_id);
        if let Some(owner) = ctx.store.user_by_alias(&pool.id, &alias).await? {
            return Err(refusal(&owner, &user).into());
        }
        let mut identities = user.identities();
        if identities.iter().filter(|one| !one.primary).count() >= LIMIT {
            return Err(Error::IdentityLimit.into());
        }
        let provider_type = provider.part.provider_type.map_or("", |kind| kind.as_str());
        let now = ctx.clock.now();
        identities.push(Identity::new(provider_name, provider_type, user_id, now));
        user.set_identities(&identities).map_err(Error::internal)?;
        let user = users::touched(user, now);
        let change = Change::UpdateUser {
            aliases: Some(user.aliases(&pool)),
            user,
        };
        match ctx.commit(vec![change]).await {
            // Another call has just linked it: the next look at it says to whom.
            Err(CommitError::Conflict(Conflict::Alias)) => Err(Retry::Conflict),
            result => {
                result?;
                Ok(AdminLinkProviderForUserResponse {})
            }
        }
    })
    .await
}

/// Why an identity that is known already cannot be linked.
fn refusal(owner: &User, user: &User) -> Error {
    Error::InvalidParameter(
        if owner.sub == user.sub {
            "SourceUser is already linked to DestinationUser"
        } else {
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link"
        }
        .to_owned(),
    )
}

/// The provider and its name for the user. Providers that name users by any claim (SAML) are not built.
fn source(user: &ProviderUserIdentifierType) -> Result<(&str, &str), Error> {
    let provider = given("sourceUser.providerName", user.provider_name.as_deref())?;
    let attribute = given(
        "sourceUser.providerAttributeName",
        user.provider_attribute_name.as_deref(),
    )?;
    if attribute != SUBJECT {
        // The text is unconfirmed.
        return Err(Error::InvalidParameter(format!(
            "ProviderAttributeName must be {SUBJECT} for this provider."
        )));
    }
    let value = given(
        "sourceUser.providerAttributeValue",
        user.provider_attribute_value.as_deref(),
    )?;
    Ok((provider, value))
}

/// A member that the model leaves open, but the operation needs. The text is unconfirmed.
pub(crate) fn given<'a>(name: &str, value: Option<&'a str>) -> Result<&'a str, Error> {
    value
        .filter(|value| !value.is_empty())
        .ok_or_else(|| Error::InvalidParameter(format!("Missing required parameter {name}")))
}

/// The user who gets the identity: of the pool itself, or one who came from a provider.
async fn destination(
    ctx: &Ctx,
    pool: &Pool,
    user: &ProviderUserIdentifierType,
) -> Result<User, Error> {
    let provider = given(
        "destinationUser.providerName",
        user.provider_name.as_deref(),
    )?;
    let value = given(
        "destinationUser.providerAttributeValue",
        user.provider_attribute_value.as_deref(),
    )?;
    if provider == "Cognito" {
        return users::find_for_admin(ctx, pool, value).await;
    }
    let name = LoginName::new(&format!("{provider}_{value}"), pool.rules.case_sensitive);
    let found = ctx.store.user_by_login(&pool.id, &name).await?;
    found.ok_or(Error::UserNotFound)
}

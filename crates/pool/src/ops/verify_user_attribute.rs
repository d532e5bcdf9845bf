//! VerifyUserAttribute: the code came back, so the address is the signed-in user's.

use poolgate_pool_api::types::{VerifyUserAttributeRequest, VerifyUserAttributeResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{aliases, codes, users};
use crate::model::{Attempt, Purpose};
use crate::store::{Change, CommitError, Conflict};
use crate::token;

/// Verifies the address; a new one that waited for its code takes its place. An alias that another user
/// had moves here, without a word.
pub async fn run(
    ctx: &Ctx,
    input: VerifyUserAttributeRequest,
) -> Result<VerifyUserAttributeResponse, Error> {
    ctx.retry(|| attempt(ctx, &input)).await
}

async fn attempt(
    ctx: &Ctx,
    input: &VerifyUserAttributeRequest,
) -> Result<VerifyUserAttributeResponse, Retry> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let pool = &who.pool;
    let (purpose, attribute) =
        Purpose::to_verify(&input.attribute_name).ok_or_else(not_verifiable)?;
    let offered = input.code.expose();
    let checked = codes::check(ctx, &who.user, purpose, Attempt::VerifyAttribute, offered).await?;
    let mut user = users::touched(who.user, ctx.clock.now());
    let code = checked.code;
    if code.replaces {
        user.attributes
            .insert(attribute.to_owned(), code.address.clone());
    }
    if !code.verify(&mut user) {
        // The address was changed after the code had left for the one before.
        return refuse(Error::ExpiredCode);
    }
    let mut changes = Vec::from(checked.spend);
    changes.extend(aliases::take_over(ctx, pool, &user).await?);
    changes.push(Change::UpdateUser {
        aliases: Some(user.aliases(pool)),
        user: user.clone(),
    });
    match ctx.commit(changes).await {
        Err(CommitError::Conflict(Conflict::Alias)) => {
            refuse(Error::AliasExists(aliases::taken(ctx, pool, &user).await?))
        }
        result => {
            result?;
            Ok(VerifyUserAttributeResponse {})
        }
    }
}

/// Only addresses can be verified. The text is unconfirmed.
pub(super) fn not_verifiable() -> Error {
    Error::InvalidParameter(
        "Invalid attribute name. Only phone_number and email can be verified".to_owned(),
    )
}

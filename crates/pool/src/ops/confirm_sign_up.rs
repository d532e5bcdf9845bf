//! ConfirmSignUp: the code came back, so the user is confirmed and the address verified.

use poolgate_pool_api::types::{ConfirmSignUpRequest, ConfirmSignUpResponse, UserStatusType};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{client_proof, codes, users};
use crate::model::{Client, Pool, Purpose};
use crate::store::{Change, CommitError, Conflict};

/// Confirms the user, once.
pub async fn run(ctx: &Ctx, input: ConfirmSignUpRequest) -> Result<ConfirmSignUpResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    client_proof::check_hash(&client, &input.username, input.secret_hash.as_ref())?;
    ctx.retry(|| attempt(ctx, &pool, &client, &input)).await
}

async fn attempt(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    input: &ConfirmSignUpRequest,
) -> Result<ConfirmSignUpResponse, Retry> {
    let Some(user) = users::find(ctx, pool, &input.username).await? else {
        return refuse(if client.rules.hides_users {
            Error::ExpiredCode
        } else {
            Error::UserNotFoundForClient
        });
    };
    if user.status != UserStatusType::Unconfirmed {
        return refuse(Error::CannotConfirm(user.status.as_str()));
    }
    let code = input.confirmation_code.expose();
    let (spend, attribute) = codes::check(ctx, pool, &user, Purpose::SignUp, code).await?;
    let mut user = users::touched(user, ctx.clock.now());
    user.status = UserStatusType::Confirmed;
    user.attributes
        .insert(format!("{attribute}_verified"), "true".to_owned());
    let aliases = user.aliases(pool);
    match ctx
        .commit(vec![
            spend,
            Change::UpdateUser {
                user,
                aliases: Some(aliases),
            },
        ])
        .await
    {
        Err(CommitError::Conflict(Conflict::Alias)) if input.force_alias_creation == Some(true) => {
            refuse(Error::NotBuilt(
                "ConfirmSignUp with ForceAliasCreation".to_owned(),
            ))
        }
        Err(CommitError::Conflict(Conflict::Alias)) => {
            refuse(Error::AliasExists(if attribute == "email" {
                "email"
            } else {
                "phone_number"
            }))
        }
        result => {
            result?;
            Ok(ConfirmSignUpResponse::default())
        }
    }
}

//! ConfirmForgotPassword: the code came back, and with it the new password.

use poolgate_pool_api::types::{
    ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse, UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{client_proof, codes, password, users};
use crate::model::{Client, Pool, Purpose};
use crate::store::Change;

/// Sets the new password. One that the policy refuses leaves the code unspent.
pub async fn run(
    ctx: &Ctx,
    input: ConfirmForgotPasswordRequest,
) -> Result<ConfirmForgotPasswordResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    client_proof::check_hash(&client, &input.username, input.secret_hash.as_ref())?;
    password::check_policy(&pool, input.password.expose(), password::CHANGE_PREFIX)?;
    ctx.retry(|| attempt(ctx, &pool, &client, &input)).await
}

async fn attempt(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    input: &ConfirmForgotPasswordRequest,
) -> Result<ConfirmForgotPasswordResponse, Retry> {
    let user = users::find(ctx, pool, &input.username).await?;
    let Some(user) = user.filter(|user| user.enabled || !client.rules.hides_users) else {
        return refuse(if client.rules.hides_users {
            Error::CodeMismatch
        } else {
            Error::UserNotFoundForClient
        });
    };
    let code = input.confirmation_code.expose();
    let (spend, attribute) = codes::check(ctx, pool, &user, Purpose::ForgotPassword, code).await?;
    if user.status == UserStatusType::Unconfirmed {
        return refuse(Error::UserNotConfirmed);
    }
    let new = password::new_password(ctx, pool, &user.username, input.password.expose()).await?;
    let set = Change::SetPassword {
        pool_id: pool.id.clone(),
        sub: user.sub.clone(),
        password: new,
    };
    let mut user = users::touched(user, ctx.clock.now());
    user.attributes
        .insert(format!("{attribute}_verified"), "true".to_owned());
    if user.status == UserStatusType::ResetRequired {
        user.status = UserStatusType::Confirmed;
    }
    ctx.commit(vec![
        spend,
        set,
        Change::UpdateUser {
            user,
            aliases: None,
        },
    ])
    .await?;
    Ok(ConfirmForgotPasswordResponse {})
}

//! ConfirmForgotPassword: the code came back, and with it the new password.

use poolgate_pool_api::types::{
    ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse, UserStatusType,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{aliases, attempts, client_proof, codes, password, users};
use crate::model::{Attempt, Client, Pool, Purpose, User};
use crate::store::Change;
use crate::trigger::post_confirmation::{self, Confirmed};

/// Sets the new password. One that the policy refuses leaves the code unspent.
pub async fn run(
    ctx: &Ctx,
    input: ConfirmForgotPasswordRequest,
) -> Result<ConfirmForgotPasswordResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    client_proof::check_hash(&client, &input.username, input.secret_hash.as_ref())?;
    password::check_policy(&pool, input.password.expose(), password::CHANGE_PREFIX)?;
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let user = ctx.retry(|| attempt(ctx, &pool, &client, &input)).await?;
    post_confirmation::tell(ctx, &pool, &client.id, &user, Confirmed::ForgotPassword).await?;
    Ok(ConfirmForgotPasswordResponse {})
}

const ATTEMPT: Attempt = Attempt::ConfirmForgotPassword;

async fn attempt(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    input: &ConfirmForgotPasswordRequest,
) -> Result<User, Retry> {
    let login = users::login_name(pool, &input.username);
    let user = ctx.store.user_by_login(&pool.id, &login).await?;
    let Some(user) = user.filter(|user| user.enabled || !client.rules.hides_users) else {
        if !client.rules.hides_users {
            return refuse(Error::UserNotFoundForClient);
        }
        let count = attempts::of_nobody(ctx, pool, &login, ATTEMPT);
        ctx.commit(vec![count]).await?;
        return refuse(Error::CodeMismatch);
    };
    let offered = input.confirmation_code.expose();
    let checked = codes::check(ctx, &user, Purpose::ForgotPassword, ATTEMPT, offered).await?;
    if user.status == UserStatusType::Unconfirmed {
        return refuse(Error::UserNotConfirmed);
    }
    let set = password::another(ctx, pool, &user, input.password.expose()).await?;
    let mut changes = Vec::from(checked.spend);
    changes.push(set);
    let mut user = users::touched(user, ctx.clock.now());
    checked.code.verify(&mut user);
    if user.status == UserStatusType::ResetRequired {
        user.status = UserStatusType::Confirmed;
    }
    changes.extend(aliases::take_over(ctx, pool, &user).await?);
    changes.push(Change::UpdateUser {
        aliases: Some(user.aliases(pool)),
        user: user.clone(),
    });
    ctx.commit(changes).await?;
    Ok(user)
}

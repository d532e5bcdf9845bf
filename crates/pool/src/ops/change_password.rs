//! ChangePassword: a signed-in user sets a new password, and proves the one before.

use poolgate_pool_api::types::{ChangePasswordRequest, ChangePasswordResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{attempts, password, users};
use crate::model::Attempt;
use crate::token;

/// Sets the new password. Sessions stay as they are. The policy comes first: what it refuses tells
/// nothing of the previous password.
pub async fn run(ctx: &Ctx, input: ChangePasswordRequest) -> Result<ChangePasswordResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let (pool, user) = (&who.pool, &who.user);
    let proposed = input.proposed_password.expose();
    password::check_policy(pool, proposed, password::CHANGE_PREFIX)?;
    let previous = input
        .previous_password
        .as_ref()
        .map_or("", |previous| previous.expose());
    let login = users::login_name(pool, &user.username);
    let count = attempts::of_user(ctx, user, Attempt::ChangePassword);
    let proof = password::stored_or_fake(ctx, pool, Some(user), &login).await?;
    if proof.is_real && !password::is_right(ctx, pool, Some(user), &login, &proof, previous).await?
    {
        ctx.commit(vec![count]).await?;
        return Err(Error::IncorrectUsernameOrPassword);
    }
    let change = password::another(ctx, pool, user, proposed).await?;
    ctx.commit(vec![count, change]).await?;
    Ok(ChangePasswordResponse {})
}

//! ChangePassword: a signed-in user sets a new password, and proves the one before.

use poolgate_pool_api::types::{
    ChallengeName, ChangePasswordRequest, ChangePasswordResponse, EventResponseType, EventType,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{attempts, auth_events, password, users};
use crate::model::{Attempt, Pool, User};
use crate::store::Change;
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
        let failed = noted(ctx, pool, user, EventResponseType::Fail);
        ctx.commit([count].into_iter().chain(failed).collect())
            .await?;
        return Err(Error::IncorrectUsernameOrPassword);
    }
    let change = password::another(ctx, pool, user, proposed).await?;
    let passed = noted(ctx, pool, user, EventResponseType::Pass);
    ctx.commit([count, change].into_iter().chain(passed).collect())
        .await?;
    Ok(ChangePasswordResponse {})
}

fn noted(ctx: &Ctx, pool: &Pool, user: &User, response: EventResponseType) -> Option<Change> {
    let (kind, asked) = (EventType::PasswordChange, Some(ChallengeName::Password));
    auth_events::note(ctx, pool, user, kind, response, asked, None)
}

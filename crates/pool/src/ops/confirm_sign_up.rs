//! ConfirmSignUp: the code came back, so the user is confirmed and the address verified.

use poolgate_pool_api::types::{ConfirmSignUpRequest, ConfirmSignUpResponse, UserStatusType};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{aliases, attempts, client_proof, codes, sign_up_session, users};
use crate::model::{Attempt, Client, Pool, Purpose, User};
use crate::store::{Change, CommitError, Conflict};
use crate::trigger::post_confirmation::{self, Confirmed};

/// Confirms the user, once.
pub async fn run(ctx: &Ctx, input: ConfirmSignUpRequest) -> Result<ConfirmSignUpResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    client_proof::check_hash(&client, &input.username, input.secret_hash.as_ref())?;
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let (answer, user) = ctx.retry(|| attempt(ctx, &pool, &client, &input)).await?;
    post_confirmation::tell(ctx, &pool, &client.id, &user, Confirmed::SignUp).await?;
    Ok(answer)
}

const ATTEMPT: Attempt = Attempt::ConfirmSignUp;

async fn attempt(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    input: &ConfirmSignUpRequest,
) -> Result<(ConfirmSignUpResponse, User), Retry> {
    let login = users::login_name(pool, &input.username);
    let Some(user) = ctx.store.user_by_login(&pool.id, &login).await? else {
        if !client.rules.hides_users {
            return refuse(Error::UserNotFoundForClient);
        }
        let count = attempts::of_nobody(ctx, pool, &login, ATTEMPT);
        ctx.commit(vec![count]).await?;
        return refuse(Error::ExpiredCode);
    };
    if user.status != UserStatusType::Unconfirmed {
        return refuse(Error::CannotConfirm(user.status.as_str()));
    }
    let offered = input.confirmation_code.expose();
    let checked = codes::check(ctx, &user, Purpose::SignUp, ATTEMPT, offered).await?;
    let session = input.session.as_ref();
    let session = sign_up_session::after_confirmation(ctx, client, &user, session)?;
    let mut user = users::touched(user, ctx.clock.now());
    user.status = UserStatusType::Confirmed;
    checked.code.verify(&mut user);
    let mut changes = Vec::from(checked.spend);
    if input.force_alias_creation == Some(true) {
        changes.extend(aliases::take_over(ctx, pool, &user).await?);
    }
    changes.push(Change::UpdateUser {
        aliases: Some(user.aliases(pool)),
        user: user.clone(),
    });
    match ctx.commit(changes).await {
        Err(CommitError::Conflict(Conflict::Alias)) if input.force_alias_creation != Some(true) => {
            refuse(Error::AliasExists(aliases::taken(ctx, pool, &user).await?))
        }
        result => {
            result?;
            Ok((ConfirmSignUpResponse { session }, user))
        }
    }
}

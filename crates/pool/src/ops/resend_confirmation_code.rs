//! ResendConfirmationCode: a new code for a sign-up; the older one is void.

use poolgate_pool_api::types::{
    EventResponseType, EventType, ResendConfirmationCodeRequest, ResendConfirmationCodeResponse,
    UserStatusType,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::context_data;
use crate::flow::{attempts, auth_events, client_proof, codes, recovery, users, verification_link};
use crate::model::{Attempt, Purpose};
use crate::trigger::custom_message::{self, MessageSource, Recipient};

/// Sends the code, or answers as if it had where the client hides which users exist.
pub async fn run(
    ctx: &Ctx,
    input: ResendConfirmationCodeRequest,
) -> Result<ResendConfirmationCodeResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    client_proof::check_hash(&client, &input.username, input.secret_hash.as_ref())?;
    let answer = |details| ResendConfirmationCodeResponse {
        code_delivery_details: Some(details),
    };
    let ctx = &context_data::of_client(ctx, &client, input.user_context_data.as_ref());
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let login = users::login_name(&pool, &input.username);
    let user = ctx.store.user_by_login(&pool.id, &login).await?;
    let Some(user) = user.filter(|user| user.enabled || !client.rules.hides_users) else {
        if client.rules.hides_users {
            return Ok(answer(
                codes::pretend_to_send(ctx, &pool, &login, Attempt::ResendConfirmationCode).await?,
            ));
        }
        return Err(Error::UserNotFoundForClient);
    };
    if user.status != UserStatusType::Unconfirmed {
        return Err(Error::AlreadyConfirmed);
    }
    let destination = recovery::sign_up_destination(&pool, &user).ok_or(Error::NothingToVerify)?;
    let mut changes = vec![attempts::of_user(
        ctx,
        &user,
        Attempt::ResendConfirmationCode,
    )];
    let (kind, response) = (EventType::ResendCode, EventResponseType::Pass);
    changes.extend(auth_events::note(
        ctx, &pool, &user, kind, response, None, None,
    ));
    changes.extend(codes::send(
        ctx,
        &pool,
        &user,
        Purpose::SignUp,
        &destination,
    ));
    verification_link::prepare(ctx, &pool, &client.id, &user, &mut changes).await?;
    let recipient = Recipient::new(&pool, &client.id, &user);
    custom_message::write(ctx, &recipient, MessageSource::ResendCode, &mut changes).await?;
    verification_link::finish(&mut changes);
    ctx.commit(changes).await?;
    Ok(answer(destination.details()))
}

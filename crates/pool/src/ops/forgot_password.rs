//! ForgotPassword: a code for a new password goes to a verified address.

use poolgate_pool_api::types::{
    CodeDeliveryDetailsType, EventResponseType, EventType, ForgotPasswordRequest,
    ForgotPasswordResponse, UserStatusType,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::context_data;
use crate::flow::{attempts, auth_events, client_proof, codes, migration, recovery, users};
use crate::model::{Attempt, Client, Destination, Pool, Purpose, Recovery, User};
use crate::trigger::custom_message::{self, MessageSource, Recipient};

/// Sends the code, or answers as if it had where the client hides which users exist.
pub async fn run(ctx: &Ctx, input: ForgotPasswordRequest) -> Result<ForgotPasswordResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    client_proof::check_hash(&client, &input.username, input.secret_hash.as_ref())?;
    let answer = |details: CodeDeliveryDetailsType| ForgotPasswordResponse {
        code_delivery_details: Some(details),
    };
    if pool.rules.recovery == Recovery::AdminOnly {
        return Err(Error::RecoveryByAdminOnly);
    }
    let ctx = &context_data::of_client(ctx, &client, input.user_context_data.as_ref());
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    migration::by_forgotten_password(ctx, &pool, &client, &input.username).await?;
    let login = users::login_name(&pool, &input.username);
    let user = ctx.store.user_by_login(&pool.id, &login).await?;
    match recipient(&pool, &client, user)? {
        Some((user, destination)) => {
            let mut changes = vec![attempts::of_user(ctx, &user, Attempt::ForgotPassword)];
            let (kind, response) = (EventType::ForgotPassword, EventResponseType::Pass);
            changes.extend(auth_events::note(
                ctx, &pool, &user, kind, response, None, None,
            ));
            changes.extend(codes::send(
                ctx,
                &pool,
                &user,
                Purpose::ForgotPassword,
                &destination,
            ));
            let recipient = Recipient::new(&pool, &client.id, &user);
            let source = MessageSource::ForgotPassword;
            custom_message::write(ctx, &recipient, source, &mut changes).await?;
            ctx.commit(changes).await?;
            Ok(answer(destination.details()))
        }
        None => Ok(answer(
            codes::pretend_to_send(ctx, &pool, &login, Attempt::ForgotPassword).await?,
        )),
    }
}

/// Who gets the code, and where; `None` where only the answer is given.
fn recipient(
    pool: &Pool,
    client: &Client,
    user: Option<User>,
) -> Result<Option<(User, Destination)>, Error> {
    let hides = client.rules.hides_users;
    let Some(user) = user.filter(|user| user.enabled || !hides) else {
        return if hides {
            Ok(None)
        } else {
            Err(Error::UserNotFoundForClient)
        };
    };
    if !user.enabled {
        return Err(Error::UserDisabled);
    }
    let elsewhere = user.status == UserStatusType::ExternalProvider;
    if elsewhere && hides {
        return Ok(None);
    }
    if elsewhere || user.status == UserStatusType::ForceChangePassword {
        return Err(Error::CannotResetPassword);
    }
    match recovery::reset_destination(pool, &user) {
        Ok(destination) => Ok(Some((user, destination))),
        Err(_) if hides => Ok(None),
        Err(error) => Err(error),
    }
}

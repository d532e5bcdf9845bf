//! AdminRespondToAuthChallenge: an answer that an administrator's program gives for a user.

use poolgate_pool_api::types::{
    AdminRespondToAuthChallengeRequest, AdminRespondToAuthChallengeResponse,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::context_data;
use crate::flow::parameters::Parameters;
use crate::flow::respond::respond;

/// Takes the answer; tokens or the next challenge come back.
pub async fn run(
    ctx: &Ctx,
    input: AdminRespondToAuthChallengeRequest,
) -> Result<AdminRespondToAuthChallengeResponse, Error> {
    let (client, pool) = ctx
        .own_client(&input.user_pool_id, &input.client_id)
        .await?;
    let challenge = input.challenge_name.ok_or(Error::SessionInvalid)?;
    let ctx = &context_data::of_administrator(ctx, input.context_data.as_ref());
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let responses = Parameters::new(input.challenge_responses, ctx.caller.address);
    Ok(respond(
        ctx,
        &pool,
        &client,
        challenge,
        input.session.as_ref(),
        &responses,
    )
    .await?
    .into())
}

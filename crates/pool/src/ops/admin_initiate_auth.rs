//! AdminInitiateAuth: the start of a sign-in that an administrator's program makes for a user.

use poolgate_pool_api::types::{AdminInitiateAuthRequest, AdminInitiateAuthResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::initiate::{By, initiate};
use crate::flow::parameters::Parameters;

/// Runs the flow that was asked for, if the client allows it.
pub async fn run(
    ctx: &Ctx,
    input: AdminInitiateAuthRequest,
) -> Result<AdminInitiateAuthResponse, Error> {
    let (client, pool) = ctx
        .own_client(&input.user_pool_id, &input.client_id)
        .await?;
    let flow = input.auth_flow.ok_or(Error::FlowNotSupported)?;
    let ctx = &ctx.with_validation_data(input.client_metadata.as_ref());
    let parameters = Parameters::new(input.auth_parameters);
    Ok(initiate(ctx, By::Admin, &pool, &client, flow, &parameters)
        .await?
        .into())
}

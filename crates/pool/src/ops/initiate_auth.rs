//! InitiateAuth: the start of a sign-in, or a refresh.

use poolgate_pool_api::types::{InitiateAuthRequest, InitiateAuthResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::initiate::{By, initiate};
use crate::flow::parameters::Parameters;

/// Runs the flow that was asked for, if the client allows it.
pub async fn run(ctx: &Ctx, input: InitiateAuthRequest) -> Result<InitiateAuthResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    let flow = input.auth_flow.ok_or(Error::FlowNotSupported)?;
    let ctx = &ctx.with_validation_data(input.client_metadata.as_ref());
    let parameters = Parameters::new(input.auth_parameters);
    Ok(initiate(ctx, By::User, &pool, &client, flow, &parameters)
        .await?
        .into())
}

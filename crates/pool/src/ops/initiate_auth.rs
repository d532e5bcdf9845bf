//! InitiateAuth: the start of a sign-in, or a refresh.

use poolgate_pool_api::types::{AuthFlowType, InitiateAuthRequest, InitiateAuthResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::context_data;
use crate::flow::initiate::{self, By};
use crate::flow::parameters::Parameters;
use crate::flow::sign_up_session;

/// Runs the flow that was asked for, if the client allows it.
pub async fn run(ctx: &Ctx, input: InitiateAuthRequest) -> Result<InitiateAuthResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    let flow = input.auth_flow.ok_or(Error::FlowNotSupported)?;
    let ctx = &context_data::of_client(ctx, &client, input.user_context_data.as_ref());
    let ctx = &ctx.with_validation_data(input.client_metadata.as_ref());
    let parameters = Parameters::new(input.auth_parameters, ctx.caller.address);
    let step = match input.session.as_ref() {
        // Only the flow that lets users choose knows of sessions.
        Some(session) if flow == AuthFlowType::UserAuth => {
            initiate::check_gate(&client, flow, By::User)?;
            sign_up_session::sign_in(ctx, &pool, &client, session, &parameters).await?
        }
        _ => initiate::initiate(ctx, By::User, &pool, &client, flow, &parameters).await?,
    };
    Ok(step.into())
}

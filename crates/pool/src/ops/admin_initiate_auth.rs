//! AdminInitiateAuth: the start of a sign-in that an administrator's program makes for a user.

use poolgate_pool_api::types::{AdminInitiateAuthRequest, AdminInitiateAuthResponse, AuthFlowType};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::context_data;
use crate::flow::initiate::{self, By};
use crate::flow::parameters::Parameters;
use crate::flow::sign_up_session;

/// Runs the flow that was asked for, if the client allows it.
pub async fn run(
    ctx: &Ctx,
    input: AdminInitiateAuthRequest,
) -> Result<AdminInitiateAuthResponse, Error> {
    let (client, pool) = ctx
        .own_client(&input.user_pool_id, &input.client_id)
        .await?;
    let flow = input.auth_flow.ok_or(Error::FlowNotSupported)?;
    let ctx = &context_data::of_administrator(ctx, input.context_data.as_ref());
    let ctx = &ctx.with_validation_data(input.client_metadata.as_ref());
    let parameters = Parameters::new(input.auth_parameters, ctx.caller.address);
    let step = match input.session.as_ref() {
        // Only the flow that lets users choose knows of sessions.
        Some(session) if flow == AuthFlowType::UserAuth => {
            initiate::check_gate(&client, flow, By::Admin)?;
            sign_up_session::sign_in(ctx, &pool, &client, session, &parameters).await?
        }
        _ => initiate::initiate(ctx, By::Admin, &pool, &client, flow, &parameters).await?,
    };
    Ok(step.into())
}

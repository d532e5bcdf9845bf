//! InitiateAuth: the start of a sign-in, or a refresh.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{AuthFlowType, InitiateAuthRequest, InitiateAuthResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::initiate::{self, Parameters};

/// Runs the flow that was asked for, if the client allows it.
pub async fn run(ctx: &Ctx, input: InitiateAuthRequest) -> Result<InitiateAuthResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    let flow = input.auth_flow.ok_or(Error::FlowNotSupported)?;
    initiate::check_gate(&client, flow)?;
    let parameters = Parameters::new(input.auth_parameters);
    let result = match flow {
        AuthFlowType::UserPasswordAuth => {
            initiate::by_password(ctx, &pool, &client, &parameters).await?
        }
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => {
            initiate::by_refresh_token(ctx, &pool, &client, &parameters).await?
        }
        other => {
            return Err(Error::NotBuilt(format!(
                "InitiateAuth with {}",
                other.as_str()
            )));
        }
    };
    Ok(InitiateAuthResponse {
        authentication_result: Some(result),
        challenge_parameters: Some(BTreeMap::new()),
        ..Default::default()
    })
}

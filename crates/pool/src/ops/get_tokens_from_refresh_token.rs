//! GetTokensFromRefreshToken: refreshing with the client's secret itself in place of a hash; the only
//! way for clients that rotate their refresh tokens.

use poolgate_pool_api::types::{
    GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{client_proof, refresh};

/// Issues new tokens of the refresh token's session.
pub async fn run(
    ctx: &Ctx,
    input: GetTokensFromRefreshTokenRequest,
) -> Result<GetTokensFromRefreshTokenResponse, Error> {
    let (client, pool) = ctx.client(&input.client_id).await?;
    if client.rules.rotation.is_none() {
        refresh::check_allowed(&client)?;
    }
    if !client_proof::secret_matches(&client, input.client_secret.as_ref()) {
        return Err(Error::ClientSecretWrong(client.id.clone()));
    }
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    let token = &input.refresh_token;
    let device_key = input.device_key.as_deref();
    let result = if let Some(grace) = client.rules.rotation {
        ctx.retry(|| refresh::rotate(ctx, &pool, &client, token, device_key, grace))
            .await?
    } else {
        let standing = refresh::look_up(ctx, &pool, &client, token).await?;
        refresh::check_device(ctx, &pool, &standing, device_key).await?;
        refresh::issue(ctx, &pool, &client, &standing).await?
    };
    Ok(GetTokensFromRefreshTokenResponse {
        authentication_result: Some(result),
    })
}

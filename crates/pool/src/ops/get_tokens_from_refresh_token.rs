//! GetTokensFromRefreshToken: refreshing with the client's secret itself in place of a hash.

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
    if client.rules.rotation {
        return Err(Error::NotBuilt("refresh token rotation".to_owned()));
    }
    refresh::check_allowed(&client)?;
    if !client_proof::secret_matches(&client, input.client_secret.as_ref()) {
        return Err(Error::ClientSecretWrong(client.id.clone()));
    }
    let standing = refresh::look_up(ctx, &pool, &client, &input.refresh_token).await?;
    let result = refresh::complete(ctx, &pool, &client, &standing).await?;
    Ok(GetTokensFromRefreshTokenResponse {
        authentication_result: Some(result),
    })
}

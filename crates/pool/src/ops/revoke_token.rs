//! RevokeToken: a refresh token and every access token of its session are void at once.

use poolgate_pool_api::types::{RevokeTokenRequest, RevokeTokenResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::client_proof;
use crate::store::Change;
use crate::token;

/// Revokes the token's session; an unknown token, or one revoked before, is a success.
pub async fn run(ctx: &Ctx, input: RevokeTokenRequest) -> Result<RevokeTokenResponse, Error> {
    let unauthorized = || Error::ClientUnauthorized(input.client_id.clone());
    let client = ctx
        .store
        .client(&input.client_id)
        .await?
        .ok_or_else(unauthorized)?;
    if !client_proof::secret_matches(&client, input.client_secret.as_ref()) {
        return Err(unauthorized());
    }
    if !client.rules.revocation {
        return Err(Error::RevocationNotEnabled(client.id.clone()));
    }
    if token::looks_like_jwt(input.token.expose()) {
        return Err(Error::UnsupportedTokenType);
    }
    let found = ctx
        .store
        .refresh_token(&token::hash(input.token.expose()))
        .await?;
    if let Some((_, session)) = found {
        if session.client_id != client.id {
            return Err(unauthorized());
        }
        if session.revoked_at.is_none() {
            ctx.commit(vec![Change::RevokeSession {
                id: session.id,
                at: ctx.clock.now(),
            }])
            .await?;
        }
    }
    Ok(RevokeTokenResponse {})
}

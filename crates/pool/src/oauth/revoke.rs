//! Revoking a refresh token (RFC 7009).

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::RevokeTokenRequest;

use super::client_authentication::{ClientCredentials, authenticate};
use super::parameters::Parameters;
use super::token::OauthError;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::Pool;
use crate::ops::revoke_token;

/// Revokes the token and everything that came of its sign-in; an unknown token is a success.
///
/// # Errors
/// As RFC 7009 §2.2.1 has them.
pub async fn run(
    ctx: &Ctx,
    pool: &Pool,
    basic: Option<&ClientCredentials>,
    form: &Parameters,
) -> Result<(), OauthError> {
    let token = form.get("token").ok_or(OauthError::InvalidRequest)?;
    let client = authenticate(ctx, pool, basic, form).await?;
    let in_body = form.get("client_secret").map(Secret::from);
    let request = RevokeTokenRequest {
        token: Secret::from(token),
        client_id: client.id.clone(),
        client_secret: basic.map(|basic| basic.client_secret.clone()).or(in_body),
        ..Default::default()
    };
    match revoke_token::run(ctx, request).await {
        Ok(_) => Ok(()),
        Err(Error::UnsupportedTokenType) => Err(OauthError::UnsupportedTokenType),
        Err(Error::RevocationNotEnabled(_)) => Err(OauthError::InvalidRequest),
        // A token of another client's is none of this one's.
        Err(Error::ClientUnauthorized(_)) => Err(OauthError::InvalidClient(None)),
        Err(error) => Err(error.into()),
    }
}

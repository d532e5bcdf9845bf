//! DeleteWebAuthnCredential: a passkey counts no longer.

use poolgate_pool_api::types::{DeleteWebAuthnCredentialRequest, DeleteWebAuthnCredentialResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::passkey_json::decode;
use crate::store::{Change, CommitError, Conflict};
use crate::token;

/// Removes a passkey of the signed-in user.
pub async fn run(
    ctx: &Ctx,
    input: DeleteWebAuthnCredentialRequest,
) -> Result<DeleteWebAuthnCredentialResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let id = decode(&input.credential_id).ok_or(Error::PasskeyNotFound)?;
    let delete = Change::DeletePasskey {
        pool_id: who.pool.id.clone(),
        sub: who.user.sub,
        id,
    };
    match ctx.commit(vec![delete]).await {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::PasskeyNotFound),
        result => {
            result?;
            Ok(DeleteWebAuthnCredentialResponse {})
        }
    }
}

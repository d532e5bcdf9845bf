//! DeleteUserPoolClient: an app client is gone; its tokens count for nothing from then on.

use poolgate_pool_api::types::DeleteUserPoolClientRequest;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::store::{Change, CommitError, Conflict};

/// Deletes the client.
pub async fn run(ctx: &Ctx, input: DeleteUserPoolClientRequest) -> Result<(), Error> {
    let (client, _) = ctx
        .own_client(&input.user_pool_id, &input.client_id)
        .await?;
    match ctx
        .commit(vec![Change::DeleteClient {
            id: client.id.clone(),
        }])
        .await
    {
        Err(CommitError::Conflict(Conflict::Version)) => {
            Err(Error::ClientNotFound(input.client_id))
        }
        result => Ok(result?),
    }
}

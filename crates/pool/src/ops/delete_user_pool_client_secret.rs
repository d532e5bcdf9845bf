//! DeleteUserPoolClientSecret: a secret counts no more. The last one stays.

use poolgate_pool_api::types::{
    DeleteUserPoolClientSecretRequest, DeleteUserPoolClientSecretResponse,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::Client;
use crate::store::Change;

/// Deletes the secret.
pub async fn run(
    ctx: &Ctx,
    input: DeleteUserPoolClientSecretRequest,
) -> Result<DeleteUserPoolClientSecretResponse, Error> {
    ctx.retry(async || {
        let (client, _) = ctx
            .own_client(&input.user_pool_id, &input.client_id)
            .await?;
        let mut client = Client::clone(&client);
        let before = client.secrets.len();
        client
            .secrets
            .retain(|secret| secret.id != input.client_secret_id);
        // The texts of both refusals are unconfirmed.
        if client.secrets.len() == before {
            return refuse(Error::SecretNotFound(input.client_secret_id.clone()));
        }
        if client.secrets.is_empty() {
            return refuse(Error::InvalidParameter(
                "The last secret of a client cannot be deleted.".to_owned(),
            ));
        }
        ctx.commit(vec![Change::UpdateClient(Box::new(client))])
            .await?;
        Ok::<_, Retry>(DeleteUserPoolClientSecretResponse {})
    })
    .await
}

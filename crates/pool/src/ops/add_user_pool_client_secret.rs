//! AddUserPoolClientSecret: a second secret, so that the first can be replaced without a pause.

use poolgate_pool_api::types::{
    AddUserPoolClientSecretRequest, AddUserPoolClientSecretResponse, ClientSecretDescriptorType,
};

use super::create_user_pool_client::new_secret;
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, ClientSecret};
use crate::store::Change;

/// Adds the secret that was given, or one of chance. Its value is told here alone.
pub async fn run(
    ctx: &Ctx,
    input: AddUserPoolClientSecretRequest,
) -> Result<AddUserPoolClientSecretResponse, Error> {
    ctx.retry(async || {
        let (client, _) = ctx
            .own_client(&input.user_pool_id, &input.client_id)
            .await?;
        // The texts of both refusals are unconfirmed.
        if !client.is_confidential() {
            return refuse(Error::InvalidParameter(format!(
                "Client {} has no secret.",
                client.id
            )));
        }
        if client.secrets.len() >= ClientSecret::MOST {
            return refuse(Error::SecretLimit(client.id.clone()));
        }
        let value = input
            .client_secret
            .clone()
            .unwrap_or_else(|| new_secret(ctx));
        let secret = ClientSecret::new(ctx, value);
        let mut client = Client::clone(&client);
        client.secrets.push(secret.clone());
        ctx.commit(vec![Change::UpdateClient(Box::new(client))])
            .await?;
        let descriptor = ClientSecretDescriptorType {
            client_secret_id: Some(secret.id),
            client_secret_value: Some(secret.value),
            client_secret_create_date: Some(secret.created_at),
        };
        Ok::<_, Retry>(AddUserPoolClientSecretResponse {
            client_secret_descriptor: Some(descriptor),
        })
    })
    .await
}

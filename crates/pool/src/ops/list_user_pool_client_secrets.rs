//! ListUserPoolClientSecrets: a client's secrets by id, without their values.

use poolgate_pool_api::types::{
    ClientSecretDescriptorType, ListUserPoolClientSecretsRequest, ListUserPoolClientSecretsResponse,
};

use crate::ctx::Ctx;
use crate::error::Error;

/// Lists them all: there are two at most.
pub async fn run(
    ctx: &Ctx,
    input: ListUserPoolClientSecretsRequest,
) -> Result<ListUserPoolClientSecretsResponse, Error> {
    let (client, _) = ctx
        .own_client(&input.user_pool_id, &input.client_id)
        .await?;
    let secrets = client
        .secrets
        .iter()
        .map(|secret| ClientSecretDescriptorType {
            client_secret_id: Some(secret.id.clone()),
            client_secret_value: None,
            client_secret_create_date: Some(secret.created_at),
        });
    Ok(ListUserPoolClientSecretsResponse {
        client_secrets: Some(secrets.collect()),
        next_token: None,
    })
}

//! ListUserPoolClients: the app clients of a pool, a page at a time.

use poolgate_pool_api::types::{
    ListUserPoolClientsRequest, ListUserPoolClientsResponse, UserPoolClientDescription,
};

use super::page;
use crate::ctx::Ctx;
use crate::error::Error;

/// Lists the clients by id, without their settings.
pub async fn run(
    ctx: &Ctx,
    input: ListUserPoolClientsRequest,
) -> Result<ListUserPoolClientsResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let limit = input
        .max_results
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(60);
    let after = page::after(input.next_token.as_deref())?;
    let clients = ctx
        .store
        .clients(&pool.id, after.as_deref(), limit + 1)
        .await?;
    let (clients, next_token) = page::cut(clients, limit, |client| client.id.as_str());
    let describe = |client: &crate::model::Client| UserPoolClientDescription {
        client_id: Some(client.id.clone()),
        user_pool_id: Some(client.pool_id.clone()),
        client_name: client.description.client_name.clone(),
    };
    Ok(ListUserPoolClientsResponse {
        user_pool_clients: Some(clients.iter().map(|client| describe(client)).collect()),
        next_token,
    })
}

//! CreateResourceServer: an API with scopes of its own.

use poolgate_pool_api::types::{
    CreateResourceServerRequest, CreateResourceServerResponse, ResourceServerType,
};

use crate::ctx::Ctx;
use crate::documents;
use crate::error::Error;
use crate::flow::resource_servers::{LIMIT, check_scopes};
use crate::store::{CommitError, Conflict};

/// Creates the resource server.
pub async fn run(
    ctx: &Ctx,
    input: CreateResourceServerRequest,
) -> Result<CreateResourceServerResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    check_scopes(input.scopes.as_deref().unwrap_or_default())?;
    let others = ctx
        .parts::<ResourceServerType>(&pool.id, None, LIMIT)
        .await?;
    let identifier = input.identifier;
    if others.len() >= LIMIT && others.iter().all(|other| other.key() != identifier) {
        return Err(Error::ResourceServerLimit);
    }
    let server = ResourceServerType {
        user_pool_id: Some(pool.id.clone()),
        identifier: Some(identifier.clone()),
        name: Some(input.name),
        scopes: input.scopes,
        managed_by: None,
    };
    let change = documents::create(&pool.id, &identifier, &server)?;
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Id)) => Err(Error::InvalidParameter(format!(
            "{identifier} already exists in user pool {}.",
            pool.id
        ))),
        result => {
            result?;
            Ok(CreateResourceServerResponse {
                resource_server: server,
            })
        }
    }
}

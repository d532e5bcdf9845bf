//! UpdateUserPoolClient: new settings in the place of all old ones. What is left out goes back to its
//! default; name, id and secrets stay.

use poolgate_pool_api::types::{
    CreateUserPoolClientRequest, UpdateUserPoolClientRequest, UpdateUserPoolClientResponse,
};
use serde_json::Value;

use super::create_user_pool_client::shown;
use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::client_settings;
use crate::model::Client;
use crate::store::Change;

/// Replaces the settings.
pub async fn run(
    ctx: &Ctx,
    input: UpdateUserPoolClientRequest,
) -> Result<UpdateUserPoolClientResponse, Error> {
    ctx.retry(async || {
        let (old, pool) = ctx
            .own_client(&input.user_pool_id, &input.client_id)
            .await?;
        let mut settings = serde_json::to_value(&input).map_err(Error::internal)?;
        if settings.get("ClientName").is_none() {
            settings["ClientName"] = Value::from(old.description.client_name.clone());
        }
        let settings: CreateUserPoolClientRequest =
            serde_json::from_value(settings).map_err(Error::internal)?;
        client_settings::check(ctx, &pool, &settings, old.is_confidential()).await?;
        let mut description = client_settings::describe(&settings, ctx.clock.now())?;
        description.client_id = Some(old.id.clone());
        description.creation_date = old.description.creation_date;
        let client = Client::new(
            old.id.clone(),
            pool.id.clone(),
            old.secrets.clone(),
            description,
            old.version,
        );
        client_settings::check_lifetimes(&client)?;
        ctx.commit(vec![Change::UpdateClient(Box::new(client.clone()))])
            .await?;
        Ok::<_, Retry>(UpdateUserPoolClientResponse {
            user_pool_client: Some(shown(&client)),
        })
    })
    .await
}

//! AddCustomAttributes: attributes of the pool's own, for good.

use poolgate_pool_api::types::{AddCustomAttributesRequest, AddCustomAttributesResponse};

use crate::ctx::Ctx;
use crate::error::{Error, refuse};
use crate::flow::pool_settings;
use crate::store::Change;

/// How many attributes of its own a pool can have.
const MOST: usize = 50;

/// Adds the attributes, all or none.
pub async fn run(
    ctx: &Ctx,
    input: AddCustomAttributesRequest,
) -> Result<AddCustomAttributesResponse, Error> {
    ctx.retry(async || {
        let pool = ctx.own_pool(&input.user_pool_id).await?;
        let mut description = pool.description.clone();
        let schema = description.schema_attributes.get_or_insert_default();
        for attribute in &input.custom_attributes {
            let name = attribute.name.clone().unwrap_or_default();
            let own = pool_settings::own_attribute(attribute, &name)?;
            if schema.iter().any(|other| other.name == own.name) {
                let full = own.name.unwrap_or_default();
                return refuse(Error::InvalidParameter(format!(
                    "custom:{name}: Existing attribute already has name {full}."
                )));
            }
            schema.push(own);
        }
        let own = schema.iter().filter(|attribute| {
            attribute
                .name
                .as_ref()
                .is_some_and(|name| name.contains("custom:"))
        });
        if own.count() > MOST {
            return refuse(Error::InvalidParameter(format!(
                "A user pool can have at most {MOST} custom attributes."
            )));
        }
        description.last_modified_date = Some(ctx.clock.now());
        let pool = pool.with_description(description);
        ctx.commit(vec![Change::UpdatePool(Box::new(pool))]).await?;
        Ok(AddCustomAttributesResponse {})
    })
    .await
}

//! UpdateUserPool: new settings in the place of all old ones. What is left out goes back to its default;
//! names, schema and the shape of user names stay.

use poolgate_pool_api::types::{
    CreateUserPoolRequest, UpdateUserPoolRequest, UpdateUserPoolResponse, UserPoolType,
};
use serde_json::Value;

use crate::ctx::Ctx;
use crate::error::{Error, refuse};
use crate::flow::pool_settings;
use crate::model::Pool;
use crate::store::Change;

/// Replaces the settings.
pub async fn run(ctx: &Ctx, input: UpdateUserPoolRequest) -> Result<UpdateUserPoolResponse, Error> {
    ctx.retry(async || {
        let pool = ctx.own_pool(&input.user_pool_id).await?;
        if expires_twice(&input) {
            return refuse(Error::InvalidParameter(
                "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
                    .to_owned(),
            ));
        }
        let description = replaced(ctx, &pool, &input)?;
        let new = pool.with_description(description);
        ctx.commit(vec![Change::UpdatePool(Box::new(new))]).await?;
        Ok(UpdateUserPoolResponse {})
    })
    .await
}

/// Whether both the old and the new member say when temporary passwords expire.
fn expires_twice(input: &UpdateUserPoolRequest) -> bool {
    let policy = input
        .policies
        .as_ref()
        .and_then(|policies| policies.password_policy.as_ref());
    let old = input
        .admin_create_user_config
        .as_ref()
        .and_then(|config| config.unused_account_validity_days);
    old.is_some() && policy.is_some_and(|policy| policy.temporary_password_validity_days.is_some())
}

fn replaced(ctx: &Ctx, pool: &Pool, input: &UpdateUserPoolRequest) -> Result<UserPoolType, Error> {
    let old = &pool.description;
    let mut settings = serde_json::to_value(input).map_err(Error::internal)?;
    if settings.get("PoolName").is_none() {
        settings["PoolName"] = Value::from(old.name.clone());
    }
    let settings: CreateUserPoolRequest =
        serde_json::from_value(settings).map_err(Error::internal)?;
    let mut new = pool_settings::describe(&settings, ctx.clock.now())?;
    new.id.clone_from(&old.id);
    new.arn.clone_from(&old.arn);
    new.creation_date = old.creation_date;
    new.schema_attributes.clone_from(&old.schema_attributes);
    new.username_attributes.clone_from(&old.username_attributes);
    new.alias_attributes.clone_from(&old.alias_attributes);
    new.username_configuration
        .clone_from(&old.username_configuration);
    Ok(new)
}

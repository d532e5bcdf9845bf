//! PostAuthentication: is told of a sign-in once everything is proved, and can still refuse it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attributes;
use super::call::Metadata;
use super::event::{Event, Nothing, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Client, Pool, User};

const TRIGGER: Trigger = Trigger::PostAuthentication;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    user_attributes: BTreeMap<String, String>,
    /// Only where the pool knows devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_device_used: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
}

/// Whether the pool has such a function.
pub(crate) fn is_set(ctx: &Ctx, pool: &Pool) -> bool {
    TRIGGER.function(ctx, pool).is_some()
}

/// Tells the function.
pub(crate) async fn tell(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    new_device: bool,
) -> Result<(), Error> {
    let Some(arn) = TRIGGER.function(ctx, pool) else {
        return Ok(());
    };
    let occasion = Occasion {
        pool,
        client_id: &client.id,
        user_name: &user.username,
        source: "PostAuthentication_Authentication",
    };
    let knows_devices = pool.description.device_configuration.is_some();
    let request = Request {
        user_attributes: attributes::of(pool, user),
        new_device_used: knows_devices.then_some(new_device),
        client_metadata: ctx.call.client_metadata.as_ref(),
    };
    let event = Event::new(occasion, request, Nothing {});
    run::tell(ctx, TRIGGER, arn, &event).await
}

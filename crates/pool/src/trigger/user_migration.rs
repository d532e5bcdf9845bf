//! UserMigration: knows users that the pool does not have yet.

use std::collections::BTreeMap;

use poolgate_pool_api::Secret;
use serde::{Deserialize, Serialize};

use super::call::Metadata;
use super::event::{Event, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Client, Pool};

const TRIGGER: Trigger = Trigger::UserMigration;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    /// The function is asked about nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    validation_data: Option<&'a Metadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
}

/// A user as the function knows it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Migrated {
    /// Everything about the user; without it there is none.
    pub(crate) user_attributes: Option<BTreeMap<String, String>>,
    /// `CONFIRMED`, or the user must choose a new password.
    pub(crate) final_user_status: Option<String>,
    message_action: Option<String>,
    desired_delivery_mediums: Option<Vec<String>>,
    /// Whether the user takes its addresses from those who sign in by them now.
    pub(crate) force_alias_creation: Option<bool>,
    /// Whether the user gets codes by text message from now on.
    #[serde(rename = "enableSMSMFA")]
    pub(crate) enable_sms_mfa: Option<bool>,
}

/// Whether the pool has such a function.
pub(crate) fn is_set(ctx: &Ctx, pool: &Pool) -> bool {
    TRIGGER.function(ctx, pool).is_some()
}

/// Asks about somebody whom the pool does not have: with the password of a sign-in, or for a new one.
pub(crate) async fn ask(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    typed: &str,
    password: Option<&Secret>,
) -> Result<Option<Migrated>, Error> {
    let Some(arn) = TRIGGER.function(ctx, pool) else {
        return Ok(None);
    };
    let occasion = Occasion {
        pool,
        client_id: &client.id,
        user_name: typed,
        source: if password.is_some() {
            "UserMigration_Authentication"
        } else {
            "UserMigration_ForgotPassword"
        },
    };
    let request = Request {
        password: password.map(Secret::expose),
        validation_data: ctx.call.validation_data.as_ref(),
        client_metadata: ctx.call.client_metadata.as_ref(),
    };
    let event = Event::new(occasion, request, Migrated::default());
    let migrated: Migrated = run::ask(ctx, TRIGGER, arn, &event).await?;
    let known = |migrated: &Migrated| {
        let attributes = migrated.user_attributes.as_ref();
        attributes.is_some_and(|attributes| !attributes.is_empty())
    };
    Ok(Some(migrated).filter(known))
}

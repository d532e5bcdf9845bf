//! PreAuthentication: may refuse a sign-in before anything is proved.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attributes;
use super::call::Metadata;
use super::event::{Event, Nothing, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::users;
use crate::model::{Client, Pool, User};

const TRIGGER: Trigger = Trigger::PreAuthentication;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    user_attributes: BTreeMap<String, String>,
    validation_data: Option<&'a Metadata>,
    user_not_found: bool,
}

/// Asks about a sign-in with this name. Where nobody has it, only if that is hidden: else the caller learns it
/// without the function.
pub(crate) async fn ask(ctx: &Ctx, pool: &Pool, client: &Client, typed: &str) -> Result<(), Error> {
    if TRIGGER.function(ctx, pool).is_none() {
        return Ok(());
    }
    let user = users::find(ctx, pool, typed).await?;
    ask_of(ctx, pool, client, typed, user.as_ref()).await
}

/// The same for a user whom somebody else vouches for.
pub(crate) async fn ask_of_user(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
) -> Result<(), Error> {
    ask_of(ctx, pool, client, &user.username, Some(user)).await
}

async fn ask_of(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    typed: &str,
    user: Option<&User>,
) -> Result<(), Error> {
    let arn = TRIGGER.function(ctx, pool);
    let Some(arn) = arn.filter(|_| user.is_some() || client.rules.hides_users) else {
        return Ok(());
    };
    let occasion = Occasion {
        pool,
        client_id: &client.id,
        user_name: user.map_or(typed, |user| &user.username),
        source: "PreAuthentication_Authentication",
    };
    let request = Request {
        user_attributes: attributes::of_anybody(pool, user),
        validation_data: ctx.call.validation_data.as_ref(),
        user_not_found: user.is_none(),
    };
    let event = Event::new(occasion, request, Nothing {});
    run::tell(ctx, TRIGGER, arn, &event).await
}

//! PostConfirmation: is told of a user who was confirmed, or has a new password.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attributes;
use super::call::Metadata;
use super::event::{Event, Nothing, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Pool, User};

const TRIGGER: Trigger = Trigger::PostConfirmation;

/// What is told.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Confirmed {
    /// A sign-up.
    SignUp,
    /// A new password by a code.
    ForgotPassword,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    user_attributes: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
}

/// Tells the function, after the commit: its failure is the caller's answer, and undoes nothing.
pub(crate) async fn tell(
    ctx: &Ctx,
    pool: &Pool,
    client_id: &str,
    user: &User,
    confirmed: Confirmed,
) -> Result<(), Error> {
    let Some(arn) = TRIGGER.function(ctx, pool) else {
        return Ok(());
    };
    let occasion = Occasion {
        pool,
        client_id,
        user_name: &user.username,
        source: match confirmed {
            Confirmed::SignUp => "PostConfirmation_ConfirmSignUp",
            Confirmed::ForgotPassword => "PostConfirmation_ConfirmForgotPassword",
        },
    };
    let request = Request {
        user_attributes: attributes::of(pool, user),
        client_metadata: ctx.call.client_metadata.as_ref(),
    };
    let event = Event::new(occasion, request, Nothing {});
    run::tell(ctx, TRIGGER, arn, &event).await
}

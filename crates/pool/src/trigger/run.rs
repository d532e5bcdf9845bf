//! One question to a function, and what its failures mean to the caller.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::event::Event;
use super::invoke::InvokeError;
use super::kind::Trigger;
use crate::ctx::Ctx;
use crate::error::Error;

/// Asks a function, and reads the `response` of the event that it returns.
pub(super) async fn ask<A: DeserializeOwned>(
    ctx: &Ctx,
    trigger: Trigger,
    arn: &str,
    event: &Event<'_, impl Serialize, impl Serialize>,
) -> Result<A, Error> {
    read(response(ctx, trigger, arn, event).await?)
}

/// The same for a question that a decision which runs again would repeat: the function is asked once.
pub(super) async fn ask_once<A: DeserializeOwned>(
    ctx: &Ctx,
    trigger: Trigger,
    source: &'static str,
    arn: &str,
    event: &Event<'_, impl Serialize, impl Serialize>,
) -> Result<A, Error> {
    if let Some(answer) = ctx.call.answered(source) {
        return read(answer);
    }
    let answer = response(ctx, trigger, arn, event).await?;
    ctx.call.keep(source, answer.clone());
    read(answer)
}

/// Tells a function something; whatever it responds to it means nothing. What has happened is told to the end, also
/// where the caller hangs up.
pub(super) async fn tell(
    ctx: &Ctx,
    trigger: Trigger,
    arn: &str,
    event: &Event<'_, impl Serialize, impl Serialize>,
) -> Result<(), Error> {
    let event = serde_json::to_value(event).map_err(Error::internal)?;
    let (functions, function) = (Arc::clone(&ctx.triggers), arn.to_owned());
    let told = tokio::spawn(async move { functions.invoke(&function, &event).await });
    let returned = told.await.map_err(Error::internal)?;
    of_event(returned.map_err(|error| refusal(trigger, error))?).map(|_| ())
}

async fn response(
    ctx: &Ctx,
    trigger: Trigger,
    arn: &str,
    event: &Event<'_, impl Serialize, impl Serialize>,
) -> Result<Value, Error> {
    let event = serde_json::to_value(event).map_err(Error::internal)?;
    let returned = ctx.triggers.invoke(arn, &event).await;
    of_event(returned.map_err(|error| refusal(trigger, error))?)
}

/// The response in what a function returned.
fn of_event(mut returned: Value) -> Result<Value, Error> {
    match returned.get_mut("response").map(Value::take) {
        Some(response @ Value::Object(_)) => Ok(response),
        _ => Err(Error::InvalidLambdaResponse),
    }
}

fn read<A: DeserializeOwned>(response: Value) -> Result<A, Error> {
    serde_json::from_value(response).map_err(|_| Error::InvalidLambdaResponse)
}

fn refusal(trigger: Trigger, error: InvokeError) -> Error {
    let trigger = trigger.name();
    match error {
        InvokeError::Function(message) => Error::UserLambdaValidation { trigger, message },
        InvokeError::Unrecognizable => Error::InvalidLambdaResponse,
        InvokeError::CannotInvoke(cause) => Error::UnexpectedLambda { trigger, cause },
    }
}

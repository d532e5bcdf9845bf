//! CustomEmailSender and CustomSMSSender: functions that send messages themselves, with the code encrypted for them.
//!
//! The message waits in the outbox as any other, so that it leaves with the commit or not at all. Whoever takes it from
//! there encrypts the code: the engine has no keys of that kind.

use std::collections::BTreeMap;

use poolgate_mail::{Medium, Message};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::attributes;
use super::call::Metadata;
use super::custom_message::{MessageSource, Recipient};
use super::event::{Event, Nothing, Occasion};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::store::Change;

/// The text of a message that a function sends.
#[derive(Serialize, Deserialize)]
pub struct FunctionMessage {
    /// The ARN of the function.
    pub function: String,
    /// The pool's `KMSKeyID`.
    pub key: String,
    /// What is encrypted under it, and takes the place of the event's `request.code`.
    pub code: String,
    /// The event but for the code.
    pub event: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    /// Not known yet.
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
    user_attributes: BTreeMap<String, String>,
}

/// Hands the messages among some changes to the functions that the pool has for them.
pub(super) fn hand_over(
    ctx: &Ctx,
    recipient: &Recipient<'_>,
    source: MessageSource,
    changes: &mut [Change],
) -> Result<(), Error> {
    let functions = recipient.pool.description.lambda_config.as_ref();
    let Some(functions) = functions.filter(|_| ctx.asks()) else {
        return Ok(());
    };
    let Some(key) = &functions.kms_key_id else {
        return Ok(());
    };
    let mails = functions.custom_email_sender.as_ref();
    let texts = functions.custom_sms_sender.as_ref();
    for change in changes {
        let Change::Send(message) = change else {
            continue;
        };
        let (function, trigger, kind) = match message.medium {
            Medium::Email => (
                mails.map(|sender| &sender.lambda_arn),
                "CustomEmailSender",
                "customEmailSenderRequestV1",
            ),
            Medium::Sms => (
                texts.map(|sender| &sender.lambda_arn),
                "CustomSMSSender",
                "customSMSSenderRequestV1",
            ),
            Medium::Function => continue,
        };
        let Some(function) = function else {
            continue;
        };
        let request = Request {
            kind,
            code: None,
            client_metadata: ctx.call.client_metadata.as_ref(),
            user_attributes: attributes::of(recipient.pool, recipient.user),
        };
        let occasion = Occasion {
            pool: recipient.pool,
            client_id: recipient.client_id,
            user_name: &recipient.user.username,
            source: &format!("{trigger}_{}", source.suffix()),
        };
        let event = serde_json::to_value(Event::new(occasion, request, Nothing {}));
        let told = FunctionMessage {
            function: function.clone(),
            key: key.clone(),
            code: code(message, source),
            event: event.map_err(Error::internal)?,
        };
        message.medium = Medium::Function;
        message.subject = String::new();
        message.text = serde_json::to_string(&told).map_err(Error::internal)?;
        message.html = None;
    }
    Ok(())
}

/// The code; a temporary password as HTML would write it, as Cognito hands it over.
fn code(message: &Message, source: MessageSource) -> String {
    let code = message.code.clone().unwrap_or_default();
    if source == MessageSource::AdminCreateUser {
        code.replace('<', "&lt;").replace('>', "&gt;")
    } else {
        code
    }
}

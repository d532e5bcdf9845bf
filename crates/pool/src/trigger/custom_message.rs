//! CustomMessage: writes the messages that carry codes and temporary passwords.

use std::collections::BTreeMap;

use poolgate_mail::{Medium, Message};
use poolgate_pool_api::types::EmailSendingAccountType;
use serde::{Deserialize, Serialize};

use super::attributes;
use super::call::Metadata;
use super::custom_sender;
use super::event::{Event, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::verification_link;
use crate::model::{Pool, User};
use crate::store::Change;

const TRIGGER: Trigger = Trigger::CustomMessage;

/// What stands for the code in a message.
const CODE: &str = "{####}";

/// What stands for the user name in an invitation.
const USERNAME: &str = "{username}";

/// The most characters of a text message, and of a mail.
const SMS: usize = 140;
const EMAIL: usize = 20_000;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageSource {
    /// The code of a sign-up.
    SignUp,
    /// An invitation.
    AdminCreateUser,
    /// Another code of a sign-up.
    ResendCode,
    /// The code for a new password.
    ForgotPassword,
    /// The code of an address that was changed.
    UpdateUserAttribute,
    /// The code of an address, asked for.
    VerifyUserAttribute,
    /// The code of a sign-in.
    Authentication,
}

impl MessageSource {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "CustomMessage_SignUp",
            Self::AdminCreateUser => "CustomMessage_AdminCreateUser",
            Self::ResendCode => "CustomMessage_ResendCode",
            Self::ForgotPassword => "CustomMessage_ForgotPassword",
            Self::UpdateUserAttribute => "CustomMessage_UpdateUserAttribute",
            Self::VerifyUserAttribute => "CustomMessage_VerifyUserAttribute",
            Self::Authentication => "CustomMessage_Authentication",
        }
    }

    /// What the sources of all triggers for messages end with.
    pub(super) fn suffix(self) -> &'static str {
        self.as_str().trim_start_matches("CustomMessage_")
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    user_attributes: BTreeMap<String, String>,
    code_parameter: &'static str,
    link_parameter: &'static str,
    username_parameter: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    sms_message: Option<String>,
    email_message: Option<String>,
    email_subject: Option<String>,
}

/// To whom messages go.
pub(crate) struct Recipient<'a> {
    pub(crate) pool: &'a Pool,
    /// The app client, or [`super::NO_CLIENT`].
    pub(crate) client_id: &'a str,
    pub(crate) user: &'a User,
    /// The name by which an invitation calls the user.
    pub(crate) name: &'a str,
}

impl<'a> Recipient<'a> {
    /// A user who is called by its user name.
    pub(crate) fn new(pool: &'a Pool, client_id: &'a str, user: &'a User) -> Self {
        Self {
            pool,
            client_id,
            user,
            name: &user.username,
        }
    }
}

/// Has the messages among some changes written anew, where the pool has a function for it, but for those that
/// another function sends.
pub(crate) async fn write(
    ctx: &Ctx,
    recipient: &Recipient<'_>,
    source: MessageSource,
    changes: &mut [Change],
) -> Result<(), Error> {
    let pool = recipient.pool;
    custom_sender::hand_over(ctx, recipient, source, changes)?;
    let Some(arn) = TRIGGER.function(ctx, pool) else {
        return Ok(());
    };
    let mut messages: Vec<&mut Message> = changes
        .iter_mut()
        .filter_map(|change| match change {
            Change::Send(message) if message.medium != Medium::Function => Some(message),
            _ => None,
        })
        .collect();
    if messages.is_empty() {
        return Ok(());
    }
    let invites = source == MessageSource::AdminCreateUser;
    let request = Request {
        user_attributes: attributes::of(pool, recipient.user),
        code_parameter: CODE,
        link_parameter: "{##Click Here##}",
        username_parameter: invites.then_some(USERNAME),
        client_metadata: ctx.call.client_metadata.as_ref(),
    };
    let occasion = Occasion {
        pool,
        client_id: recipient.client_id,
        user_name: &recipient.user.username,
        source: source.as_str(),
    };
    let event = Event::new(occasion, request, Response::default());
    let response: Response = run::ask_once(ctx, TRIGGER, source.as_str(), arn, &event).await?;
    let writes_mail = response.email_message.is_some() || response.email_subject.is_some();
    if writes_mail && !sends_by_itself(pool) {
        return Err(Error::InvalidLambdaResponse);
    }
    let name = invites.then_some(recipient.name);
    for message in &mut messages {
        response.rewrite(message, name)?;
    }
    Ok(())
}

/// Whether the pool has a mail account of its own, as it must to choose its words.
fn sends_by_itself(pool: &Pool) -> bool {
    let email = pool.description.email_configuration.as_ref();
    email.is_some_and(|email| {
        email.email_sending_account == Some(EmailSendingAccountType::Developer)
    })
}

impl Response {
    /// Puts the function's words into a message. Words without a place for the code are passed over, so that the user
    /// gets one; that is unconfirmed.
    fn rewrite(&self, message: &mut Message, name: Option<&str>) -> Result<(), Error> {
        let (words, most) = match message.medium {
            Medium::Email => (&self.email_message, EMAIL),
            Medium::Sms | Medium::Function => (&self.sms_message, SMS),
        };
        let by_link = message.link.is_some();
        let has_places = |words: &&String| {
            let has_it = if by_link {
                verification_link::place(words).is_some()
            } else {
                words.contains(CODE)
            };
            has_it && (name.is_none() || words.contains(USERNAME))
        };
        if let Some(words) = words.as_ref().filter(has_places) {
            let code = message.code.as_deref().unwrap_or_default();
            let text = fill(words, code, name);
            if text.chars().count() > most {
                return Err(Error::InvalidLambdaResponse);
            }
            message.text = text;
            message.html = None;
        }
        if let (Medium::Email, Some(subject)) = (message.medium, &self.email_subject) {
            message.subject.clone_from(subject);
        }
        Ok(())
    }
}

/// Fills all places at once, so that what is put into one is never taken for another.
fn fill(words: &str, code: &str, name: Option<&str>) -> String {
    let Some(name) = name else {
        return words.replace(CODE, code);
    };
    let parts: Vec<String> = words
        .split(USERNAME)
        .map(|part| part.replace(CODE, code))
        .collect();
    parts.join(name)
}

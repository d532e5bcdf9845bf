//! Answers that do not tell who has an account.

use poolgate_client::{Delivery, Error as PoolError};
use poolgate_mail::{Medium, Message, Purpose, Values};

use crate::answer::DeliveryAnswer;
use crate::code::Code;
use crate::data::Data;
use crate::error::ApiError;
use crate::gateway::Gateway;

/// How much the routes that sign up and send codes tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Privacy {
    /// What the pool is set to tell; a sign-up always says that the address is taken.
    #[default]
    Standard,
    /// Nothing: sign-up, "forgot password" and "send a code again" answer alike for addresses with an account
    /// and without. Whoever owns the address learns of a sign-up by mail.
    Strict,
}

impl Gateway {
    pub(crate) fn is_strict_about_privacy(&self) -> bool {
        self.config().privacy == Privacy::Strict
    }

    /// Whether a refusal to send a code is kept back with strict privacy: a pool that discloses more does not get
    /// through, nor do limits and failures that only an account can meet.
    pub(crate) fn keeps_back(&self, refusal: &PoolError) -> bool {
        let is_of_an_account = matches!(
            refusal,
            PoolError::UserNotFound
                | PoolError::UserDisabled
                | PoolError::AlreadyConfirmed
                | PoolError::ResetNotPossible { .. }
                | PoolError::ResendNotPossible { .. }
                | PoolError::LimitExceeded
                | PoolError::CodeDeliveryFailed
        );
        is_of_an_account && self.is_strict_about_privacy()
    }

    /// Where a code went. With strict privacy it follows from what was typed: the pool's word would differ
    /// for those who get their codes elsewhere.
    pub(crate) fn delivery(
        &self,
        typed: &str,
        delivery: Option<Delivery>,
    ) -> Option<DeliveryAnswer> {
        if self.is_strict_about_privacy() {
            DeliveryAnswer::simulated(typed)
        } else {
            delivery.map(DeliveryAnswer::from)
        }
    }

    /// After a sign-up with strict privacy: tells the owner of an account that somebody tried. For a new
    /// account the same is done but the mail.
    pub(crate) async fn after_private_sign_up(&self, email: &str, is_taken: bool) {
        let Some(data) = &self.config().data else {
            if is_taken {
                tracing::warn!(
                    "nobody is told of a sign-up with an address that is taken: the gateway keeps no data of its own"
                );
            }
            return;
        };
        let sent = async {
            let mail = is_taken.then(|| account_exists(data, email)).transpose()?;
            Ok::<_, ApiError>(data.store.send(mail).await?)
        };
        if let Err(error) = sent.await {
            let cause = error.facts().cause.clone();
            tracing::error!(
                ?cause,
                "nobody is told of a sign-up with an address that is taken"
            );
        }
    }
}

fn account_exists(data: &Data, email: &str) -> Result<Message, ApiError> {
    let now = data.clock.now();
    let purpose = Purpose::AccountExists;
    let values = Values {
        username: email,
        code: "",
        minutes: None,
    };
    let rendered = data
        .templates
        .render(purpose, &values)
        .map_err(|error| ApiError::new(Code::Internal).cause(error))?;
    Ok(Message {
        id: data.id(now),
        to: email.to_owned(),
        medium: Medium::Email,
        subject: rendered.subject,
        text: rendered.text,
        html: Some(rendered.html),
        code: None,
        link: None,
        purpose: purpose.as_str().to_owned(),
        sent_at: now,
        expires_at: None,
    })
}

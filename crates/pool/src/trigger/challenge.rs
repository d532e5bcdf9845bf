//! CreateAuthChallenge and VerifyAuthChallengeResponse: a challenge of the owner's own, and the judgement of its answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::attributes;
use super::call::Metadata;
use super::event::{Event, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Client, Pool, User};

/// Who signs in; perhaps nobody.
#[derive(Clone, Copy)]
pub(crate) struct Guest<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) client: &'a Client,
    /// `None` for nobody.
    pub(crate) user: Option<&'a User>,
    /// The name as it was given.
    pub(crate) typed: &'a str,
}

impl<'a> Guest<'a> {
    pub(super) fn occasion(&self, source: &'static str) -> Occasion<'a> {
        Occasion {
            pool: self.pool,
            client_id: &self.client.id,
            user_name: self.user.map_or(self.typed, |user| &user.username),
            source,
        }
    }
}

/// A challenge that was answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ChallengeResult {
    #[serde(rename = "challengeName")]
    pub(crate) name: String,
    /// Whether the answer was right.
    #[serde(rename = "challengeResult")]
    pub(crate) right: bool,
    /// What the function has noted on a challenge of its own.
    #[serde(rename = "challengeMetadata")]
    pub(crate) metadata: Option<String>,
}

/// A pool without one of the three functions.
pub(crate) fn not_configured() -> Error {
    Error::InvalidParameter(
        "Custom auth lambda trigger is not configured for the user pool.".to_owned(),
    )
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateRequest<'a> {
    user_attributes: BTreeMap<String, String>,
    challenge_name: &'static str,
    session: &'a [ChallengeResult],
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
    user_not_found: bool,
}

/// A challenge as the function made it.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Created {
    /// For the client.
    pub(crate) public_challenge_parameters: Option<BTreeMap<String, String>>,
    /// For the judgement of the answer alone.
    pub(crate) private_challenge_parameters: Option<BTreeMap<String, String>>,
    /// For the history.
    pub(crate) challenge_metadata: Option<String>,
}

/// Has a challenge made.
pub(crate) async fn create(
    ctx: &Ctx,
    guest: &Guest<'_>,
    history: &[ChallengeResult],
) -> Result<Created, Error> {
    const TRIGGER: Trigger = Trigger::CreateAuthChallenge;
    let arn = TRIGGER
        .function(ctx, guest.pool)
        .ok_or_else(not_configured)?;
    let request = CreateRequest {
        user_attributes: attributes::of_anybody(guest.pool, guest.user),
        challenge_name: "CUSTOM_CHALLENGE",
        session: history,
        client_metadata: ctx.call.client_metadata.as_ref(),
        user_not_found: guest.user.is_none(),
    };
    let occasion = guest.occasion("CreateAuthChallenge_Authentication");
    let event = Event::new(occasion, request, Created::default());
    run::ask(ctx, TRIGGER, arn, &event).await
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VerifyRequest<'a> {
    user_attributes: BTreeMap<String, String>,
    private_challenge_parameters: &'a BTreeMap<String, String>,
    challenge_answer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
    user_not_found: bool,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Judgement {
    answer_correct: Option<bool>,
}

/// Has an answer judged.
pub(crate) async fn verify(
    ctx: &Ctx,
    guest: &Guest<'_>,
    private: &BTreeMap<String, String>,
    answer: &str,
) -> Result<bool, Error> {
    const TRIGGER: Trigger = Trigger::VerifyAuthChallengeResponse;
    let arn = TRIGGER
        .function(ctx, guest.pool)
        .ok_or_else(not_configured)?;
    let request = VerifyRequest {
        user_attributes: attributes::of_anybody(guest.pool, guest.user),
        private_challenge_parameters: private,
        challenge_answer: answer,
        client_metadata: ctx.call.client_metadata.as_ref(),
        user_not_found: guest.user.is_none(),
    };
    let occasion = guest.occasion("VerifyAuthChallengeResponse_Authentication");
    let event = Event::new(occasion, request, Judgement::default());
    let judgement: Judgement = run::ask(ctx, TRIGGER, arn, &event).await?;
    judgement.answer_correct.ok_or(Error::InvalidLambdaResponse)
}

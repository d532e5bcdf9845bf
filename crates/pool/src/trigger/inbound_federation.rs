//! InboundFederation: changes what another identity provider says of a user, before it is mapped.

use poolgate_pool_api::types::LambdaConfigType;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::event::{Event, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::Pool;

const TRIGGER: Trigger = Trigger::InboundFederation;

/// What the function is told.
pub(crate) struct Question<'a> {
    pub(crate) user_name: &'a str,
    pub(crate) provider_name: &'a str,
    pub(crate) provider_type: &'a str,
    /// What the provider answered, as texts.
    pub(crate) token_response: Value,
    pub(crate) id_token: Option<Value>,
    pub(crate) user_info: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    provider_name: &'a str,
    provider_type: &'a str,
    attributes: Attributes,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Attributes {
    token_response: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_info: Option<Value>,
}

/// What the function decides.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    user_attributes_to_map: Option<Map<String, Value>>,
}

/// The function that a pool has for it.
pub(super) fn function(functions: &LambdaConfigType) -> Option<&str> {
    let config = functions.inbound_federation.as_ref();
    config.map(|config| config.lambda_arn.as_str())
}

/// The claims in the place of the provider's; `None` where they stay, which an empty answer says too.
pub(crate) async fn ask(
    ctx: &Ctx,
    pool: &Pool,
    client_id: &str,
    question: Question<'_>,
) -> Result<Option<Map<String, Value>>, Error> {
    let Some(arn) = TRIGGER.function(ctx, pool) else {
        return Ok(None);
    };
    let occasion = Occasion {
        pool,
        client_id,
        user_name: question.user_name,
        source: "InboundFederation_ExternalProvider",
    };
    let request = Request {
        provider_name: question.provider_name,
        provider_type: question.provider_type,
        attributes: Attributes {
            token_response: question.token_response,
            id_token: question.id_token,
            user_info: question.user_info,
        },
    };
    let event = Event::new(occasion, request, Response::default());
    let response: Response = run::ask(ctx, TRIGGER, arn, &event).await?;
    Ok(response
        .user_attributes_to_map
        .filter(|attributes| !attributes.is_empty()))
}

//! PreSignUp: may refuse a new user, confirm it, and vouch for its addresses.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{AttributeType, UserStatusType};
use serde::{Deserialize, Serialize};

use super::attributes;
use super::call::Metadata;
use super::event::{Event, NO_CLIENT, Occasion};
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Pool, User};

const TRIGGER: Trigger = Trigger::PreSignUp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    user_attributes: BTreeMap<String, String>,
    validation_data: Option<Metadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
}

/// What the function decides.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Response {
    #[serde(rename = "autoConfirmUser")]
    confirm_user: Option<bool>,
    #[serde(rename = "autoVerifyEmail")]
    verify_email: Option<bool>,
    #[serde(rename = "autoVerifyPhone")]
    verify_phone: Option<bool>,
}

impl Response {
    const UNTOUCHED: Self = Self {
        confirm_user: Some(false),
        verify_email: Some(false),
        verify_phone: Some(false),
    };
}

/// Asks about a user who signs up; the user as the function wants it.
pub(crate) async fn sign_up(
    ctx: &Ctx,
    pool: &Pool,
    client_id: &str,
    mut user: User,
    validation: Option<&[AttributeType]>,
) -> Result<User, Error> {
    let source = "PreSignUp_SignUp";
    let response = ask(ctx, pool, client_id, source, &user, validation).await?;
    for (wanted, attribute) in [
        (response.verify_email, "email"),
        (response.verify_phone, "phone_number"),
    ] {
        if wanted != Some(true) {
            continue;
        }
        // Which error Cognito has for an address that is not there is unconfirmed.
        if user.attribute(attribute).is_none() {
            return Err(Error::InvalidLambdaResponse);
        }
        user.attributes
            .insert(format!("{attribute}_verified"), "true".to_owned());
    }
    if response.confirm_user == Some(true) {
        user.status = UserStatusType::Confirmed;
    }
    Ok(user)
}

/// Asks about a user whom an administrator creates. The function can only refuse.
pub(crate) async fn admin_create_user(
    ctx: &Ctx,
    pool: &Pool,
    user: &User,
    validation: Option<&[AttributeType]>,
) -> Result<(), Error> {
    let source = "PreSignUp_AdminCreateUser";
    ask(ctx, pool, NO_CLIENT, source, user, validation).await?;
    Ok(())
}

/// Asks about a user whom another identity provider sends for the first time. The function can only refuse: the user is
/// confirmed anyway, and the provider's mapping says what is verified.
pub(crate) async fn external_provider(
    ctx: &Ctx,
    pool: &Pool,
    client_id: &str,
    user: &User,
) -> Result<(), Error> {
    let source = "PreSignUp_ExternalProvider";
    ask(ctx, pool, client_id, source, user, None).await?;
    Ok(())
}

async fn ask(
    ctx: &Ctx,
    pool: &Pool,
    client_id: &str,
    source: &'static str,
    user: &User,
    validation: Option<&[AttributeType]>,
) -> Result<Response, Error> {
    let Some(arn) = TRIGGER.function(ctx, pool) else {
        return Ok(Response::default());
    };
    let occasion = Occasion {
        pool,
        client_id,
        user_name: &user.username,
        source,
    };
    let request = Request {
        user_attributes: attributes::given(user),
        validation_data: validation.map(texts),
        client_metadata: ctx.call.client_metadata.as_ref(),
    };
    let event = Event::new(occasion, request, Response::UNTOUCHED);
    run::ask(ctx, TRIGGER, arn, &event).await
}

fn texts(data: &[AttributeType]) -> Metadata {
    data.iter()
        .map(|one| (one.name.clone(), one.value.clone().unwrap_or_default()))
        .collect()
}

//! `POST /auth/challenge`: the answer to a challenge, whichever it is.

use std::collections::BTreeMap;

use axum::extract::State;
use poolgate_client::{ChallengeAnswer, Error as PoolError};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::{SignInAnswer, SignedIn};
use crate::attribute::is_never_allowed;
use crate::challenge::Session;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, FromJson, Invalid};
use crate::gateway::Gateway;
use crate::session::Browser;

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidCode,
    Code::CodeExpired,
    Code::InvalidPassword,
    Code::PasswordUsedBefore,
    Code::RefusedByTrigger,
    Code::InvalidCredentials,
    Code::InvalidSession,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::UserDisabled,
    Code::UserExists,
    Code::DeliveryFailed,
];

/// More responses than any challenge takes.
const MOST_RESPONSES: usize = 50;

/// The response that is a JSON document inside a text: a passkey's. It may come as the object itself.
const CREDENTIAL: &str = "CREDENTIAL";
/// The response with a new password.
const NEW_PASSWORD: &str = "NEW_PASSWORD";

/// The answer to a challenge.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChallengeBody {
    /// As it came with the challenge.
    #[serde(default)]
    #[schema(value_type = String, required = true)]
    session: Field<SecretString>,
    /// The name of the challenge.
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "NEW_PASSWORD_REQUIRED")]
    name: Field<String>,
    /// Cognito's names of the responses, without `USERNAME` and `SECRET_HASH`.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>, required = true, example = json!({"NEW_PASSWORD": "Test123456"}))]
    responses: Field<Map<String, Value>>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    session: SecretString,
    name: String,
    responses: BTreeMap<String, SecretString>,
}

impl TryFrom<ChallengeBody> for Answer {
    type Error = Invalid;

    fn try_from(body: ChallengeBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        if let Field::Missing = body.session {
            check.problem("session", "This field is required.");
        }
        let session = check.token("session", body.session).unwrap_or_default();
        let name = check.username("name", body.name);
        let given = check
            .required("responses", body.responses)
            .unwrap_or_default();
        if given.len() > MOST_RESPONSES {
            check.problem(
                "responses",
                "These are more responses than any challenge takes.",
            );
        }
        let mut responses = BTreeMap::new();
        for (response, value) in given {
            let attribute = response.strip_prefix("userAttributes.");
            if attribute.is_some_and(is_never_allowed) {
                check.problem(
                    format!("responses.{response}"),
                    "This attribute cannot be set at sign-in.",
                );
            } else if response == CREDENTIAL && value.is_object() {
                responses.insert(response, value.to_string().into());
            } else if let Some(value) = SecretString::from_json(value) {
                responses.insert(response, value);
            } else {
                check.problem(format!("responses.{response}"), SecretString::EXPECTED);
            }
        }
        check.finish(Self {
            session,
            name,
            responses,
        })
    }
}

impl Input for Answer {
    type Body = ChallengeBody;
}

/// Answer a challenge
///
/// Answers tokens, or a session where the sign-in began with `mode: "session"`, or the next challenge.
#[utoipa::path(
    post,
    path = "/auth/challenge",
    tag = "Sign-in",
    operation_id = "answerChallenge",
    request_body = ChallengeBody,
    responses((status = 200, description = "Tokens, a session, or the next challenge", body = SignInAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    browser: Browser,
    Checked(input): Checked<Answer>,
) -> Result<SignedIn, ApiError> {
    let session = Session::open_here(&gateway, &input.session)?;
    if let Some(password) = input.responses.get(NEW_PASSWORD) {
        gateway.check_new_password(&format!("responses.{NEW_PASSWORD}"), password)?;
    }
    if asks_for_a_code(&input) {
        gateway.buckets().message(peer, &session.typed)?;
    } else {
        gateway.buckets().guess(peer, &session.typed)?;
    }
    let answer = ChallengeAnswer {
        name: input.name,
        username: session.username.clone(),
        session: session.pool.clone(),
        responses: input.responses,
    };
    let step = gateway
        .client()
        .respond_to_challenge(answer)
        .await
        .map_err(|error| match error {
            PoolError::UserNotFound | PoolError::NotAuthorized { .. } => {
                ApiError::new(Code::InvalidCredentials).cause(error)
            }
            error => ApiError::from(error).rename_field("password", "responses.NEW_PASSWORD"),
        })?;
    SignedIn::after(&gateway, &browser, step, &session).await
}

/// Whether the answer chooses a factor for which the pool sends a code.
fn asks_for_a_code(answer: &Answer) -> bool {
    let choice = answer.responses.get("ANSWER");
    matches!(
        choice.map(ExposeSecret::expose_secret),
        Some("EMAIL_OTP" | "SMS_OTP" | "EMAIL_MFA" | "SMS_MFA")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn r56_a_new_password_brings_no_rights_along() {
        let body = json!({
            "session": "sealed", "name": "NEW_PASSWORD_REQUIRED",
            "responses": {"NEW_PASSWORD": "Test123456", "userAttributes.email_verified": "true", "X": 1}
        });
        let body: ChallengeBody = serde_json::from_value(body).expect("fields take any value");
        let error = ApiError::from(Answer::try_from(body).expect_err("refused"));
        let fields: Vec<_> = error.facts().fields.keys().map(String::as_str).collect();
        assert_eq!(
            fields,
            ["responses.X", "responses.userAttributes.email_verified"]
        );
    }
}

//! `/mfa`: the page of whatever a sign-in still asks for; and the answer to a challenge by a program.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::challenge::{self, Open};
use super::onward;
use crate::address::Peer;
use crate::answer::SignInAnswer;
use crate::audit;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::gateway::Gateway;
use crate::pages::{Form, Sent, Shown, Step, Visit, explain};
use crate::routes::challenge::{Answer, ChallengeBody, post as answer_challenge};
use crate::session::Browser;

/// The page of a challenge
///
/// What the sign-in that this browser began still asks for.
#[utoipa::path(
    get,
    path = "/mfa",
    tag = "Site",
    operation_id = "challengePage",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "No sign-in waits: to `/account/mfa`, or to `/login`")
    )
)]
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    match &visit.step {
        Some(Step::Challenge(challenge)) => {
            let open = Open::new(&visit, challenge);
            challenge::show(&open, &Shown::default()).await
        }
        _ if visit.is_signed_in().await => visit.go("/account/mfa", None),
        _ => visit.go("/login", None),
    }
}

/// Answer a challenge
///
/// As `/auth/challenge`, from a form or as JSON. The form of the page ends in a session and leads on.
#[utoipa::path(
    post,
    path = "/mfa",
    tag = "Site",
    operation_id = "siteAnswerChallenge",
    request_body = ChallengeBody,
    responses(
        (status = 200, description = "Tokens, a session, or the next challenge", body = SignInAnswer),
        (status = 303, description = "On from the page")
    )
)]
pub(super) async fn post(
    state: State<Gateway>,
    peer: Peer,
    browser: Browser,
    visit: Visit,
    sent: Sent<Answer>,
) -> Result<Response, ApiError> {
    match sent {
        Sent::ByPage(form) => by_page(&visit, &form).await,
        Sent::ByProgram(input) => {
            let signed_in = answer_challenge(state, peer, browser, Checked(input)).await?;
            Ok(signed_in.into_response())
        }
    }
}

async fn by_page(visit: &Visit, form: &Form) -> Result<Response, ApiError> {
    let Some(Step::Challenge(challenge)) = &visit.step else {
        return visit.go_instead("/login", None, Code::InvalidSession);
    };
    let open = Open::new(visit, challenge);
    if let Some(next) = challenge::chosen_password(&open, form) {
        audit::account(&next.username);
        audit::outcome_is_challenge();
        return visit.go("/mfa", Some(&Step::Challenge(next)));
    }
    let error = match challenge::answer(&open, form).await {
        Ok(signed_in) => {
            let return_to = challenge.return_to.as_deref();
            return onward::after(visit, signed_in, &challenge.username, return_to).await;
        }
        Err(error) => error,
    };
    if let Some(response) = onward::instead(visit, &challenge.username, &error) {
        return response;
    }
    // The pool says so of a sign-in that is over; nobody typed a password here.
    let is_over = error.code() == Code::InvalidCredentials && challenge.name != challenge::PASSWORD;
    let error = if is_over {
        ApiError::new(Code::InvalidSession)
    } else {
        error
    };
    let shown = explain(error, form, visit.language, &challenge::fields(&open))?;
    challenge::show(&open, &shown).await
}

//! Where a step of a sign-in leads: to a session and the page that the user wanted, to the page of the next challenge,
//! or to what must be done first.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer::{ChallengeStep, SignInAnswer, SignedIn};
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, MaybeCaller};
use crate::pages::{Notice, Step, Visit, read};
use crate::routes::mfa::start_totp;

/// The challenge in which a second factor is set up.
pub(super) const SET_UP: &str = "MFA_SETUP";
/// The factor that a page can set up.
const APP: &str = "SOFTWARE_TOKEN_MFA";

/// After a step that the pool took.
pub(super) async fn after(
    visit: &Visit,
    signed_in: SignedIn,
    username: &str,
    return_to: Option<&str>,
) -> Result<Response, ApiError> {
    let challenge = match signed_in.answer {
        SignInAnswer::Session(_) => {
            let response = visit.go(visit.target(return_to), None)?;
            return Ok((signed_in.cookie, response).into_response());
        }
        SignInAnswer::Tokens(_) => {
            return Err(ApiError::new(Code::Internal)
                .cause("a sign-in on a page ended in tokens in the place of a session"));
        }
        SignInAnswer::Challenge(answer) => answer.challenge,
    };
    let mut next = crate::pages::Challenge {
        name: challenge.name.clone(),
        session: challenge.session.expose().to_owned(),
        parameters: challenge.parameters.clone(),
        available: challenge.available.clone(),
        username: username.to_owned(),
        secret: None,
        return_to: return_to.map(str::to_owned),
    };
    if sets_up_an_app(&challenge) {
        let input = read(json!({"session": challenge.session.expose()}))?;
        let gateway = State(visit.gateway.clone());
        let started =
            start_totp::post(gateway, visit.peer, MaybeCaller(None), Checked(input)).await?;
        let (secret, session) = started.0.into_parts();
        next.secret = Some(secret.expose().to_owned());
        if let Some(session) = session {
            session.expose().clone_into(&mut next.session);
        }
    }
    visit.go("/mfa", Some(&Step::Challenge(next)))
}

fn sets_up_an_app(challenge: &ChallengeStep) -> bool {
    let offered = challenge.parameters.get("MFAS_CAN_SETUP");
    challenge.name == SET_UP && offered.is_none_or(|list| list.contains(APP))
}

/// What must be done before a sign-in, where the error says so.
pub(super) fn instead(
    visit: &Visit,
    email: &str,
    error: &ApiError,
) -> Option<Result<Response, ApiError>> {
    match error.code() {
        Code::UserNotConfirmed => {
            let step = Step::Confirm {
                email: email.to_owned(),
                destination: None,
                return_to: visit.return_to.clone(),
                again: false,
            };
            Some(visit.go_instead("/confirm", Some(&step), error.clone()))
        }
        Code::PasswordResetRequired => {
            let step = Step::Done {
                notice: Notice::ResetNeeded,
                email: Some(email.to_owned()),
            };
            Some(visit.go_instead("/forgot-password", Some(&step), error.clone()))
        }
        _ => None,
    }
}

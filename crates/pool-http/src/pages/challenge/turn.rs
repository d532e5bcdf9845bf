//! Which page a question has, and who takes its answer.

use axum::response::Response;
use poolgate_pool::Error;
use poolgate_pool::oauth::pages::PageStep;
use poolgate_pool::oauth::{Asked, PageState};
use poolgate_pool_api::types::ChallengeNameType;
use poolgate_ui::context;

use super::open::Open;
use super::{choice, code, new_password, passkey, password, set_up};
use crate::pages::explain::explain;
use crate::pages::form::Form;
use crate::pages::onward;
use crate::pages::place::failed;
use crate::pages::shown::{Message, Shown};
use crate::pages::visit::Visit;

/// What became of an answer.
pub(super) type Answered = Result<Result<PageStep, Error>, Shown>;

pub(crate) async fn get(visit: Visit) -> Response {
    match visit.state() {
        Some(state) => show(&visit, &state, Shown::default()).await,
        None => expired(&visit).await,
    }
}

pub(crate) async fn post(visit: Visit, form: Form) -> Response {
    let Some(state) = visit.state() else {
        return expired(&visit).await;
    };
    let answered = match &state.asked {
        Asked::SetUp { challenge, .. } => {
            set_up::answer(&open(&visit, &state, challenge), &form).await
        }
        Asked::Challenge(challenge) => {
            let open = open(&visit, &state, challenge);
            match challenge.name {
                ChallengeNameType::SelectChallenge | ChallengeNameType::SelectMfaType => {
                    choice::answer(&open, &form).await
                }
                ChallengeNameType::NewPasswordRequired => new_password::answer(&open, &form).await,
                ChallengeNameType::WebAuthn => passkey::answer(&open, &form).await,
                ChallengeNameType::Password => password::answer(&open, &form).await,
                ChallengeNameType::MfaSetup => Err(Shown::default()),
                _ => code::answer(&open, &form).await,
            }
        }
        Asked::Confirmation { .. } | Asked::Reset { .. } => return expired(&visit).await,
    };
    let done = match answered {
        Err(shown) => return show(&visit, &state, shown).await,
        Ok(Err(error)) => Err(error),
        Ok(Ok(step)) => onward::after(&visit, &state.username, step).await,
    };
    match done {
        Ok(response) => response,
        Err(Error::SessionInvalid | Error::SessionExpired | Error::SessionUsed) => {
            expired(&visit).await
        }
        Err(error) => {
            if let Some(response) = onward::instead(&visit, &state.username, &error) {
                return response;
            }
            match explain(&error) {
                Some(message) => show(&visit, &state, wrong(&state, message)).await,
                None => failed(&error, visit.headers()),
            }
        }
    }
}

/// What was wrong, at the field that it was wrong in.
fn wrong(state: &PageState, message: Message) -> Shown {
    let mut shown = Shown::default();
    match message {
        Message::Known(name @ ("code" | "app_code")) => shown.wrong("code", name),
        Message::Known(name @ ("password_policy" | "password_used")) => {
            shown.wrong("password", name);
        }
        // The name is known to be right here.
        Message::Known("credentials") if matches!(state.asked, Asked::Challenge(_)) => {
            shown.wrong("password", "credentials");
        }
        message => shown.error = Some(message),
    }
    shown
}

fn open<'a>(
    visit: &'a Visit,
    state: &'a PageState,
    challenge: &'a poolgate_pool::oauth::pages::PageChallenge,
) -> Open<'a> {
    Open {
        visit,
        username: &state.username,
        challenge,
    }
}

async fn show(visit: &Visit, state: &PageState, shown: Shown) -> Response {
    match &state.asked {
        Asked::SetUp { challenge, secret } => {
            set_up::show(&open(visit, state, challenge), secret, &shown).await
        }
        Asked::Challenge(challenge) => {
            let open = open(visit, state, challenge);
            match challenge.name {
                ChallengeNameType::SelectChallenge | ChallengeNameType::SelectMfaType => {
                    choice::show(&open, &shown).await
                }
                ChallengeNameType::NewPasswordRequired => new_password::show(&open, &shown).await,
                ChallengeNameType::WebAuthn => passkey::show(&open, &shown).await,
                ChallengeNameType::Password => password::show(&open, &shown).await,
                ChallengeNameType::MfaSetup => set_up::cannot(visit).await,
                _ => code::show(&open, &shown).await,
            }
        }
        Asked::Confirmation { .. } | Asked::Reset { .. } => expired(visit).await,
    }
}

/// The step has expired, or belongs to another sign-in.
async fn expired(visit: &Visit) -> Response {
    let more = context! {
        title => visit.place.text("sign_in", "title"),
        text => (),
        submit => (),
        onward => visit.link("/login"),
        onward_text => visit.place.text("code", "start_again"),
    };
    let shown = Shown::error(Message::Known("expired"));
    visit.page("message.html", &shown, more).await
}

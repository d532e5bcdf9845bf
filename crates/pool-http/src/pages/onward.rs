//! Where a browser goes once a step of a sign-in is done.

use axum::response::Response;
use http::header::SET_COOKIE;
use poolgate_pool::Error;
use poolgate_pool::oauth::pages::PageStep;
use poolgate_pool::oauth::{Asked, PageState};
use poolgate_pool::oauth::{browser, page_actions};

use super::cookies;
use super::place::failed;
use super::visit::Visit;
use crate::oauth::cookie;
use crate::oauth::redirect::see_other;

/// To the application, if the browser is signed in, else to the next question.
pub(crate) async fn after(
    visit: &Visit,
    username: &str,
    step: PageStep,
) -> Result<Response, Error> {
    let hosted = &visit.place.hosted;
    match step {
        PageStep::SignedIn(value) => {
            // Whoever knew the cookie from before knows nothing of the sign-in of now.
            if let Some(before) = cookie::value(visit.headers()) {
                browser::end(&hosted.service.engine, before).await?;
            }
            let mut response = see_other(&visit.link("/authorized"));
            let headers = response.headers_mut();
            cookies::clear_state(hosted, visit.headers(), headers);
            if let Some(set) = cookie::set(hosted, visit.headers(), value.expose()) {
                headers.append(SET_COOKIE, set);
            }
            Ok(response)
        }
        PageStep::Challenge(challenge) => {
            let asked = page_actions::ask(&hosted.ctx(), &hosted.pool, challenge).await?;
            let state = PageState {
                username: username.to_owned(),
                asked,
            };
            Ok(to(visit, "/challenge", &state))
        }
    }
}

/// To a page, with this state.
pub(crate) fn to(visit: &Visit, path: &str, state: &PageState) -> Response {
    to_address(visit, &visit.link(path), state)
}

/// To the address of a page, with this state.
pub(crate) fn to_address(visit: &Visit, address: &str, state: &PageState) -> Response {
    let hosted = &visit.place.hosted;
    let mut response = see_other(address);
    let headers = response.headers_mut();
    match cookies::set_state(hosted, &visit.client, visit.headers(), headers, state) {
        Ok(()) => response,
        Err(error) => failed(&error, visit.headers()),
    }
}

/// Where a user goes on who cannot sign in yet: to confirm the sign-up, or to choose a new password.
pub(crate) fn instead(visit: &Visit, username: &str, error: &Error) -> Option<Response> {
    let (path, asked) = match error {
        Error::UserNotConfirmed => (
            "/confirm",
            Asked::Confirmation {
                destination: None,
                sub: None,
            },
        ),
        Error::PasswordResetRequired => {
            ("/confirmforgotPassword", Asked::Reset { destination: None })
        }
        _ => return None,
    };
    let state = PageState {
        username: username.to_owned(),
        asked,
    };
    Some(to(visit, path, &state))
}

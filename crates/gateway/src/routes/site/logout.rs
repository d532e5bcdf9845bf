//! `/logout`: a page with a button, since an address alone signs nobody out; and the same by a program.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_ui::context;
use serde_json::json;

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, MaybeBearer};
use crate::gateway::Gateway;
use crate::pages::{Form, Notice, Sent, Visit, carry_cookies, read};
use crate::routes::hosted_logout;
use crate::routes::logout::{self, Logout, LogoutAnswer, LogoutBody};
use crate::session::Browser;

/// The sign-out page
#[utoipa::path(
    get,
    path = "/logout",
    tag = "Site",
    operation_id = "logoutPage",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let more = context! { title => visit.text("sign_out", "title") };
    // The form may lead on to the pool's hosted pages.
    let hosted = hosted_logout::origin(&visit.gateway);
    visit.page_to(hosted.as_deref(), "sign_out.html", &visit.said(), more)
}

/// Sign out
///
/// As `/auth/logout`, from a form or as JSON. The form of the page leads on to `/login`; after a sign-in by an identity
/// provider by way of the pool's hosted pages, which end their session too.
#[utoipa::path(
    post,
    path = "/logout",
    tag = "Site",
    operation_id = "siteLogout",
    request_body(content(
        (LogoutBody = "application/json"),
        (LogoutBody = "application/x-www-form-urlencoded")
    )),
    responses(
        (status = 200, description = "Signed out", body = LogoutAnswer),
        (status = 303, description = "On from the page")
    ),
    security((), ("bearer" = []), ("session" = []))
)]
pub(super) async fn post(
    state: State<Gateway>,
    browser: Browser,
    bearer: MaybeBearer,
    visit: Visit,
    sent: Sent<Logout>,
) -> Result<Response, ApiError> {
    match sent {
        Sent::ByPage(form) => by_page(&visit, &form).await,
        Sent::ByProgram(input) => {
            let headers = visit.headers().clone();
            logout::post(state, browser, bearer, headers, Checked(input)).await
        }
    }
}

async fn by_page(visit: &Visit, form: &Form) -> Result<Response, ApiError> {
    let onward = hosted_logout::of_browser(&visit.gateway, &visit.browser, visit.headers()).await?;
    let everywhere = form.is_ticked("everywhere");
    let input = read(json!({"everywhere": everywhere}))?;
    let ended = logout::post(
        State(visit.gateway.clone()),
        visit.browser.clone(),
        MaybeBearer(None),
        visit.headers().clone(),
        Checked(input),
    );
    let (ended, nobody) = match ended.await {
        Ok(ended) => (ended, None),
        // Nobody is signed in here: that is what was asked for.
        Err(error) if error.code() == Code::TokenMissing => {
            ((visit.browser.clear(), ()).into_response(), Some(error))
        }
        Err(error) => return Err(error),
    };
    let to = onward.as_deref().unwrap_or("/login");
    let mut response = visit.go_and_say(to, Notice::SignedOut)?;
    if let Some(nobody) = nobody {
        nobody.note_on(&mut response);
    }
    carry_cookies(ended.headers(), response.headers_mut());
    Ok(response)
}

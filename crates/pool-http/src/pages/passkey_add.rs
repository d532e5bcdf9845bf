//! `/passkeys/add`: a user who is signed in makes a passkey for the next time.

use axum::response::Response;
use poolgate_pool::Error;
use poolgate_pool::model::User;
use poolgate_pool::oauth::{browser, page_actions};
use poolgate_ui::context;

use super::explain::explain;
use super::form::Form;
use super::place::failed;
use super::shown::{Message, Shown};
use super::visit::Visit;
use crate::oauth::cookie;
use crate::oauth::redirect::{found, see_other};

pub(crate) async fn get(visit: Visit) -> Response {
    let text = |name: &str| visit.place.text("passkey_add", name);
    match signed_in(&visit).await {
        Err(error) => failed(&error, visit.headers()),
        Ok(None) => found(&visit.link_with("/login", &["next"], &[("next", "passkeys")])),
        Ok(Some(_)) if visit.given.get("added").is_some() => {
            let more = context! {
                title => text("done_title"), text => text("done"), submit => (),
                onward => visit.given.get("redirect_uri"),
            };
            visit.page("message.html", &Shown::default(), more).await
        }
        Ok(Some(user)) => show(&visit, user, Shown::default()).await,
    }
}

pub(crate) async fn post(visit: Visit, form: Form) -> Response {
    let user = match signed_in(&visit).await {
        Err(error) => return failed(&error, visit.headers()),
        Ok(None) => {
            return see_other(&visit.link_with("/login", &["next"], &[("next", "passkeys")]));
        }
        Ok(Some(user)) => user,
    };
    let credential = form.text("credential");
    let Some(credential) = credential.and_then(|text| serde_json::from_str(text).ok()) else {
        return show(&visit, user, Shown::error(Message::Known("passkey"))).await;
    };
    let hosted = &visit.place.hosted;
    let ctx = hosted.ctx();
    let added =
        page_actions::add_passkey(&ctx, &hosted.pool, &visit.client, user.clone(), credential);
    match added.await {
        Ok(()) => see_other(&visit.link_with("/passkeys/add", &[], &[("added", "1")])),
        Err(error) => match explain(&error) {
            None => failed(&error, visit.headers()),
            Some(message) => show(&visit, user, Shown::error(message)).await,
        },
    }
}

/// The user of this browser.
async fn signed_in(visit: &Visit) -> Result<Option<User>, Error> {
    let hosted = &visit.place.hosted;
    let Some(value) = cookie::value(visit.headers()) else {
        return Ok(None);
    };
    let found = browser::of_cookie(&hosted.service.engine, &hosted.pool, value).await?;
    Ok(found.map(|(_, user)| user))
}

async fn show(visit: &Visit, user: User, mut shown: Shown) -> Response {
    let hosted = &visit.place.hosted;
    let ctx = hosted.ctx();
    let options = match page_actions::passkey_options(&ctx, &hosted.pool, &visit.client, user).await
    {
        Ok(options) => Some(options.to_string()),
        Err(error) => {
            match explain(&error) {
                None => return failed(&error, visit.headers()),
                message => shown.error = message,
            }
            None
        }
    };
    let more = context! {
        title => visit.place.text("passkey_add", "title"),
        options,
        later => visit.given.get("redirect_uri"),
    };
    visit.page("passkey_add.html", &shown, more).await
}

//! `/confirmUser`: the address in messages that confirm a sign-up by a link. To open it shows a button; only the
//! button confirms, because programs that look through mail open links too.

use axum::extract::RawQuery;
use axum::response::Response;
use http::HeaderMap;
use poolgate_pool::oauth::Parameters;
use poolgate_pool::oauth::pages::secret_hash;
use poolgate_pool::ops;
use poolgate_pool_api::Secret;
use poolgate_pool_api::types::ConfirmSignUpRequest;
use poolgate_ui::context;

use super::explain::explain;
use super::form::Form;
use super::place::{Place, failed};
use super::shown::{Message, Shown};
use crate::oauth::hosted::Hosted;

pub(crate) async fn get(hosted: Hosted, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let (place, given) = match Place::opened(hosted, query.as_deref(), headers).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    if input(&place, &given).is_none() {
        return failure(&place, Message::Known("invalid_request")).await;
    }
    let text = |name: &str| place.text("confirm_user", name);
    let more = context! {
        title => text("title"), text => text("about"), submit => text("submit"), onward => (),
    };
    place
        .page("message.html", context! {}, &Shown::default(), more)
        .await
}

pub(crate) async fn post(
    hosted: Hosted,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    _form: Form,
) -> Response {
    let (place, given) = match Place::opened(hosted, query.as_deref(), headers).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let Some(input) = input(&place, &given) else {
        return failure(&place, Message::Known("invalid_request")).await;
    };
    let text = |name: &str| place.text("confirm_user", name);
    if let Err(error) = ops::confirm_sign_up::run(&place.hosted.ctx(), input).await {
        return match explain(&error) {
            None => failed(&error, &place.headers),
            Some(said @ Message::Said(_)) => failure(&place, said).await,
            Some(Message::Known(_)) => {
                let more = context! {
                    title => text("failed_title"), text => text("failed"), submit => (),
                    onward => sign_in(&place, &given),
                };
                place
                    .page("message.html", context! {}, &Shown::default(), more)
                    .await
            }
        };
    }
    let more = context! {
        title => text("done_title"), text => text("done"), submit => (), onward => sign_in(&place, &given),
    };
    place
        .page("message.html", context! {}, &Shown::default(), more)
        .await
}

/// What the link says, if it is whole.
fn input(place: &Place, given: &Parameters) -> Option<ConfirmSignUpRequest> {
    let client = place.client.as_ref()?;
    let username = given.get("user_name")?;
    Some(ConfirmSignUpRequest {
        client_id: client.id.clone(),
        secret_hash: secret_hash(client, username),
        username: username.to_owned(),
        confirmation_code: Secret::from(given.get("confirmation_code")?),
        ..Default::default()
    })
}

/// The sign-in page of the application, where it has one.
fn sign_in(place: &Place, given: &Parameters) -> Option<String> {
    let client = place.client.as_ref()?;
    client.description.callback_urls.as_ref()?.first()?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &client.id);
    if let Some(lang) = given.get("lang") {
        query.append_pair("lang", lang);
    }
    Some(format!(
        "{}?{}",
        place.hosted.path("/login"),
        query.finish()
    ))
}

async fn failure(place: &Place, message: Message) -> Response {
    let more = context! {
        title => place.text("error", "title"), text => (), submit => (), onward => (),
    };
    place
        .page("message.html", context! {}, &Shown::error(message), more)
        .await
}

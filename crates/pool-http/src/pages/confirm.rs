//! `/confirm`: the code of a sign-up; `/resendcode`: a new one.

use axum::response::Response;
use poolgate_pool::Error;
use poolgate_pool::oauth::page_actions;
use poolgate_pool::oauth::pages::secret_hash;
use poolgate_pool::oauth::{Asked, PageState};
use poolgate_pool::ops;
use poolgate_pool_api::types::{DefaultEmailOptionType, ResendConfirmationCodeRequest};
use poolgate_ui::context;

use super::explain::explain;
use super::form::Form;
use super::login::name_field;
use super::onward;
use super::place::failed;
use super::shown::{Message, Shown};
use super::sign_up::to_sign_in;
use super::visit::Visit;

/// Whose sign-up is to be confirmed, as far as the browser knows.
#[derive(Default)]
struct Known {
    username: Option<String>,
    destination: Option<String>,
    sub: Option<String>,
}

impl Known {
    fn of(visit: &Visit) -> Self {
        match visit.state() {
            Some(PageState {
                username,
                asked: Asked::Confirmation { destination, sub },
            }) => Self {
                username: Some(username),
                destination,
                sub,
            },
            _ => Self::default(),
        }
    }

    /// The name: the one that is known, or the one that was typed.
    fn name<'a>(&'a self, form: &'a Form) -> Option<&'a str> {
        self.username.as_deref().or_else(|| form.text("username"))
    }
}

pub(crate) async fn get(visit: Visit) -> Response {
    let notice = visit.given.get("notice") == Some("resent");
    let shown = Shown {
        notice: notice.then_some(("confirm", "resent")),
        ..Shown::default()
    };
    show(&visit, &Known::of(&visit), &shown).await
}

pub(crate) async fn post(visit: Visit, form: Form) -> Response {
    let known = Known::of(&visit);
    let mut shown = Shown::default().with("username", form.text("username"));
    let code = form.code("code");
    if code.is_none() {
        shown.wrong("code", "required");
    }
    let (Some(username), Some(code)) = (known.name(&form), code) else {
        if known.name(&form).is_none() {
            shown.wrong("username", "required");
        }
        return show(&visit, &known, &shown).await;
    };
    let hosted = &visit.place.hosted;
    let sub = known.sub.as_deref();
    let ctx = hosted.ctx();
    let step =
        page_actions::confirm_sign_up(&ctx, &hosted.pool, &visit.client, username, &code, sub);
    let done = match step.await {
        Ok(Some(step)) => onward::after(&visit, username, step).await,
        Ok(None) => Ok(to_sign_in(&visit, "confirmed")),
        Err(error) => Err(error),
    };
    answer(&visit, &known, shown, done).await
}

pub(crate) async fn resend(visit: Visit, form: Form) -> Response {
    let known = Known::of(&visit);
    let mut shown = Shown::default().with("username", form.text("username"));
    let Some(username) = known.name(&form) else {
        shown.wrong("username", "required");
        return show(&visit, &known, &shown).await;
    };
    let input = ResendConfirmationCodeRequest {
        client_id: visit.client.id.clone(),
        secret_hash: secret_hash(&visit.client, username),
        username: username.to_owned(),
        ..Default::default()
    };
    let done = ops::resend_confirmation_code::run(&visit.place.hosted.ctx(), input).await;
    let done = done.map(|answer| {
        let state = PageState {
            username: username.to_owned(),
            asked: Asked::Confirmation {
                destination: answer
                    .code_delivery_details
                    .and_then(|details| details.destination),
                sub: known.sub.clone(),
            },
        };
        let address = visit.link_with("/confirm", &[], &[("notice", "resent")]);
        onward::to_address(&visit, &address, &state)
    });
    answer(&visit, &known, shown, done).await
}

async fn answer(
    visit: &Visit,
    known: &Known,
    mut shown: Shown,
    done: Result<Response, Error>,
) -> Response {
    match done {
        Ok(response) => response,
        Err(Error::CannotConfirm(_) | Error::AlreadyConfirmed) => to_sign_in(visit, "confirmed"),
        Err(error) => {
            match explain(&error) {
                None => return failed(&error, visit.headers()),
                Some(Message::Known("code")) => shown.wrong("code", "code"),
                message => shown.error = message,
            }
            show(visit, known, &shown).await
        }
    }
}

/// Whether the pool sends links and not codes.
fn sends_links(visit: &Visit, destination: Option<&str>) -> bool {
    let template = visit
        .place
        .hosted
        .pool
        .description
        .verification_message_template
        .as_ref();
    let by_link = template.and_then(|template| template.default_email_option)
        == Some(DefaultEmailOptionType::ConfirmWithLink);
    by_link && destination.is_some_and(|destination| destination.contains('@'))
}

async fn show(visit: &Visit, known: &Known, shown: &Shown) -> Response {
    let text = |name: &str| visit.place.text("confirm", name);
    let destination = known.destination.as_deref();
    let by_link = sends_links(visit, destination);
    let about = match destination {
        Some(destination) => {
            let text = text(if by_link { "about_link" } else { "about" });
            Some(text.replace("{destination}", destination))
        }
        None if known.username.is_none() => Some(text("about_anywhere")),
        None => None,
    };
    let (name_label, name_type) = name_field(visit);
    let more = context! {
        title => text("title"),
        about,
        by_link,
        known => known.username.is_some(),
        name_label,
        name_type,
    };
    visit.page("confirm.html", shown, more).await
}

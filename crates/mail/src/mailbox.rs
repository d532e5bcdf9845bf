//! `GET /dev/messages`: what was sent, read back while developing. JSON for programs, a page for people.

use std::sync::{Arc, LazyLock};

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::HeaderMap;
use http::header::CACHE_CONTROL;
use jiff::Timestamp;
use poolgate_ui::{
    Development, Failure, Language, Page, Templates, Value, context, fail, wants_page,
};
use serde::{Deserialize, Serialize};

use crate::message::{Mailbox, Message};

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    Templates::new(&[("mailbox.html", include_str!("../templates/mailbox.html"))])
});

/// Shows the mailbox to whom `development` allows it; to all others there is nothing.
///
/// The page uses the files of [`poolgate_ui::assets_router`].
pub fn mailbox_router(mailbox: Arc<dyn Mailbox>, development: Development) -> Router {
    Router::new()
        .route("/dev/messages", get(read))
        .with_state(Shown {
            mailbox,
            development,
        })
}

#[derive(Clone)]
struct Shown {
    mailbox: Arc<dyn Mailbox>,
    development: Development,
}

/// What is asked for.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    to: String,
    #[serde(default)]
    limit: String,
}

#[derive(Serialize)]
struct Answer {
    messages: Vec<Message>,
}

async fn read(
    State(shown): State<Shown>,
    headers: HeaderMap,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Response {
    if !shown.development.allows(&headers) {
        return fail(Failure::NotFound, &headers);
    }
    let Some((to, limit)) = wanted.ok().and_then(|Query(wanted)| wanted.checked()) else {
        return fail(Failure::InvalidRequest, &headers);
    };
    // One more than is shown tells whether there are more.
    let mut messages = match shown.mailbox.messages(to.as_deref(), limit + 1).await {
        Ok(messages) => messages,
        Err(error) => {
            tracing::error!(error, "the mailbox cannot be read");
            return fail(Failure::Internal, &headers);
        }
    };
    let more = messages.len() > limit;
    messages.truncate(limit);
    for message in &mut messages {
        // For delivery alone; what is shown here is the same whoever sent it.
        message.expires_at = None;
    }
    if !wants_page(&headers) {
        return ([(CACHE_CONTROL, "no-store")], Json(Answer { messages })).into_response();
    }
    match page(Language::wanted(&headers), to.as_deref(), &messages, more) {
        Ok(page) => page.into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of the mailbox cannot be made");
            fail(Failure::Internal, &headers)
        }
    }
}

impl Wanted {
    /// Whose messages, and how many at most.
    fn checked(&self) -> Option<(Option<String>, usize)> {
        let limit = match self.limit.as_str() {
            "" => DEFAULT_LIMIT,
            text => text.parse().ok().filter(|limit| *limit > 0)?,
        };
        Some((address(&self.to), limit.min(MAX_LIMIT)))
    }
}

/// No address has a space in it: one inside was a plus sign that nobody escaped, and so was one before
/// a telephone number.
fn address(typed: &str) -> Option<String> {
    let end = typed.trim_end();
    let text = end.trim_start();
    if text.is_empty() {
        return None;
    }
    let plus = text.len() < end.len() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.replace(' ', "+");
    Some(if plus { format!("+{text}") } else { text })
}

fn page(
    language: &Language,
    to: Option<&str>,
    messages: &[Message],
    more: bool,
) -> Result<Page, Box<dyn std::error::Error>> {
    let messages = messages
        .iter()
        .map(shown)
        .collect::<Result<Vec<Value>, _>>()?;
    Ok(TEMPLATES.page("mailbox.html", language, context! { to, messages, more })?)
}

fn shown(message: &Message) -> Result<Value, jiff::Error> {
    let sent_at = Timestamp::from_millisecond(message.sent_at)?;
    Ok(context! {
        to => message.to.as_str(),
        medium => message.medium.as_str(),
        subject => message.subject.as_str(),
        text => message.text.as_str(),
        html => message.html.as_deref(),
        code => message.code.as_deref(),
        link => message.link.as_deref(),
        purpose => message.purpose.as_str(),
        sent_at => sent_at.to_string(),
        sent => sent_at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    })
}

#[cfg(test)]
mod tests;

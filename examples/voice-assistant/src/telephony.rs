//! What the telephone company asks and tells. Public: it has no token.

use axum::Json;
use axum::extract::{RawForm, RawQuery, State};
use serde_json::{Value, json};

use crate::app::App;

/// `GET /passthru-handler`: a call arrives at the place in its flow that asks whether to go on. It goes on.
pub(crate) async fn passthru(State(app): State<App>, RawQuery(query): RawQuery) -> &'static str {
    tell(&app, "passthru", query.unwrap_or_default().as_bytes());
    "OK\n"
}

/// `POST /exotel-webhook`: what became of a call.
pub(crate) async fn webhook(State(app): State<App>, RawForm(form): RawForm) -> Json<Value> {
    tell(&app, "status", &form);
    Json(json!({"success": true}))
}

/// Tells the dashboards, of members that are known, so that nobody fills them with anything.
fn tell(app: &App, event: &str, form: &[u8]) {
    let value = |name: &str| {
        let found = form_urlencoded::parse(form).find(|(key, _)| key == name);
        found.map(|(_, value)| value.chars().take(64).collect::<String>())
    };
    let event = json!({"event": event, "call": value("CallSid"), "status": value("Status")});
    // Nobody may be looking.
    drop(app.events.send(event.to_string()));
}

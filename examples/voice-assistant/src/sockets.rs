//! WebSockets: a public one for the telephone company's media, and a guarded one for dashboards.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use poolgate_verify::VerifiedClaims;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use crate::app::App;

/// The largest message, in bytes.
const MESSAGE: usize = 64 * 1024;
/// A public socket that says nothing for so long is closed.
const SILENCE: Duration = Duration::from_mins(1);

/// `GET /ws-url`: where the public WebSocket is.
pub(crate) async fn url(State(app): State<App>, headers: HeaderMap) -> Json<Value> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let base = match &app.gateway.config().public_url {
        Some(url) => url
            .replacen("http", "ws", 1)
            .trim_end_matches('/')
            .to_owned(),
        None => format!("ws://{}", host.unwrap_or("localhost")),
    };
    Json(json!({"success": true, "url": format!("{base}/ws")}))
}

/// `GET /ws`: counts what it hears, and says so. Anybody may talk to it.
pub(crate) async fn media(upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(MESSAGE).on_upgrade(count)
}

async fn count(mut socket: WebSocket) {
    let mut heard = 0_u64;
    while let Ok(Some(Ok(message))) = tokio::time::timeout(SILENCE, socket.recv()).await {
        if !matches!(message, Message::Text(_) | Message::Binary(_)) {
            continue;
        }
        heard += 1;
        let answer = json!({"event": "heard", "messages": heard}).to_string();
        if socket.send(Message::Text(answer.into())).await.is_err() {
            return;
        }
    }
}

/// `GET /ws/events`: what happens to calls. The guard stands in front of it.
pub(crate) async fn events(
    State(app): State<App>,
    claims: VerifiedClaims,
    upgrade: WebSocketUpgrade,
) -> Response {
    let hello = json!({"event": "hello", "sub": claims.sub()}).to_string();
    let until = Duration::from_secs(claims.expires_at().saturating_sub(now()));
    upgrade
        .max_message_size(MESSAGE)
        .on_upgrade(move |socket| async move {
            // A socket lives no longer than the token that opened it.
            let _ = tokio::time::timeout(until, tell(socket, app, hello)).await;
        })
}

fn now() -> u64 {
    use poolgate_verify::Clock;
    poolgate_verify::SystemClock.unix_seconds()
}

async fn tell(mut socket: WebSocket, app: App, hello: String) {
    let mut events = app.events.subscribe();
    let mut next = Some(hello);
    loop {
        if let Some(text) = next.take()
            && socket.send(Message::Text(text.into())).await.is_err()
        {
            return;
        }
        tokio::select! {
            event = events.recv() => match event {
                Ok(text) => next = Some(text),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            heard = socket.recv() => if !matches!(heard, Some(Ok(_))) { return },
        }
    }
}

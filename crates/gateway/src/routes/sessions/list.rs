//! `GET /auth/sessions`: where the user is signed in.

use axum::Json;
use axum::extract::State;
use poolgate_client::UserSession;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::time;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;
use crate::session::{Seen, seen_devices};

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::UserDisabled,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
];

/// The sessions of the user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionsAnswer {
    #[schema(example = true)]
    success: bool,
    sessions: Vec<SessionRow>,
}

/// A session: one sign-in and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionRow {
    id: String,
    /// Whether it is the session of this token.
    current: bool,
    /// The app client that the user signed in to.
    client_id: Option<String>,
    /// RFC 3339.
    #[schema(example = "2026-11-20T12:00:00Z")]
    created_at: Option<String>,
    /// RFC 3339.
    #[schema(example = "2026-11-20T12:00:00Z")]
    last_active_at: Option<String>,
    /// The browser, for sessions with a cookie; else what the pool calls the device.
    #[schema(example = "Firefox, Linux")]
    device: Option<String>,
    #[schema(example = "192.0.2.1")]
    ip_address: Option<String>,
    city: Option<String>,
    country: Option<String>,
}

impl From<UserSession> for SessionRow {
    fn from(session: UserSession) -> Self {
        Self {
            id: session.id,
            current: session.is_current,
            client_id: session.client_id,
            created_at: session.created_at.and_then(time),
            last_active_at: session.last_active_at.and_then(time),
            device: session.device,
            ip_address: session.ip_address,
            city: session.city,
            country: session.country,
        }
    }
}

impl SessionRow {
    /// With what the gateway saw of the browser: the pool sees the gateway.
    fn with(self, seen: Option<&Seen>) -> Self {
        let Some(seen) = seen else { return self };
        let used_at = jiff::Timestamp::from_millisecond(seen.used_at).ok();
        let device = seen.device.as_ref();
        Self {
            last_active_at: used_at.map(|time| time.to_string()),
            device: device.and_then(|device| device.name.clone()),
            ip_address: device.map(|device| device.address.clone()),
            city: None,
            country: None,
            ..self
        }
    }
}

/// List the sessions
#[utoipa::path(
    get,
    path = "/auth/sessions",
    tag = "Account",
    operation_id = "sessions",
    responses((status = 200, description = "The sessions", body = SessionsAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn get(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<Json<SessionsAnswer>, ApiError> {
    let sessions = gateway
        .client()
        .sessions(&caller.token)
        .await
        .map_err(ApiError::of_bearer)?;
    let seen = seen_devices(&gateway, caller.claims.sub()).await?;
    let row = |session: UserSession| {
        let seen = seen.get(&gateway.session_mac(&session.id));
        SessionRow::from(session).with(seen)
    };
    Ok(Json(SessionsAnswer {
        success: true,
        sessions: sessions.into_iter().map(row).collect(),
    }))
}

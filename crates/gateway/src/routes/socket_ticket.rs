//! `POST /auth/socket-ticket`: a ticket for one WebSocket handshake.

use axum::Json;
use axum::extract::State;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;
use crate::session::{TICKET_SECONDS, issue_ticket};

/// A ticket.
#[derive(Serialize, ToSchema)]
pub(crate) struct SocketTicketAnswer {
    #[schema(example = true)]
    success: bool,
    /// Goes into the handshake's URL: `wss://…?ticket=…`.
    ticket: String,
    /// Seconds.
    #[schema(example = 30)]
    expires_in: u32,
}

/// A ticket for a WebSocket
///
/// For a client that can send neither the cookie nor a header with the handshake, such as a page of another origin: the
/// ticket goes into its URL as `ticket`. It counts once, for handshakes alone, through `/auth/verify` from a trusted
/// proxy or the guard of an application that nests the gateway. It ends with the session that asked for it.
#[utoipa::path(
    post,
    path = "/auth/socket-ticket",
    tag = "Guarding",
    operation_id = "socketTicket",
    responses((status = 200, description = "The ticket", body = SocketTicketAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<Json<SocketTicketAnswer>, ApiError> {
    let ticket = issue_ticket(&gateway, &caller).await?;
    Ok(Json(SocketTicketAnswer {
        success: true,
        ticket: ticket.expose_secret().to_owned(),
        expires_in: TICKET_SECONDS,
    }))
}

//! `GET /healthz` and `GET /readyz`: for whoever starts and stops gateways.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::readiness::Ready;

/// How it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Alive
///
/// The process runs and answers.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "Operation",
    operation_id = "healthz",
    responses((status = 200, description = "Alive", body = Health))
)]
pub(super) async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Ready
///
/// The pool answers, and its keys are there.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "Operation",
    operation_id = "readyz",
    responses((status = 200, description = "Ready", body = Health))
)]
pub(super) async fn readyz(State(gateway): State<Gateway>) -> Result<Json<Health>, ApiError> {
    if gateway.is_stopping() {
        return Err(ApiError::new(Code::NotReady).message("The gateway is stopping."));
    }
    let ready = gateway
        .readiness()
        .look(gateway.client(), gateway.verifier())
        .await;
    match ready {
        Ready::Yes => Ok(Json(Health { status: "ready" })),
        Ready::NoPool => {
            Err(ApiError::new(Code::NotReady).message("The user pool does not answer."))
        }
        Ready::NoKeys => {
            Err(ApiError::new(Code::NotReady).message("The user pool's keys cannot be fetched."))
        }
    }
}

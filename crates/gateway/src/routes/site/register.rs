//! `POST /register`: a new account, from a form or as JSON.

use axum::Json;
use axum::extract::State;
use http::StatusCode;

use crate::address::Peer;
use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, FormOrJson};
use crate::gateway::Gateway;
use crate::routes::signup::{self, SignUp, SignUpBody};

/// Register
///
/// As `/auth/signup`, from a form or as JSON.
#[utoipa::path(
    post,
    path = "/register",
    tag = "Site",
    operation_id = "siteRegister",
    request_body(content(
        (SignUpBody = "application/json"),
        (SignUpBody = "application/x-www-form-urlencoded")
    )),
    responses((status = 200, description = "The account was created", body = Done))
)]
pub(super) async fn post(
    state: State<Gateway>,
    peer: Peer,
    FormOrJson(input): FormOrJson<SignUp>,
) -> Result<Json<Done>, ApiError> {
    match signup::post(state, peer, Checked(input)).await {
        Ok(_) => Ok(Json(Done::new("Registration successful"))),
        Err(error) if error.code() == Code::UserExists => {
            Err(error.status(StatusCode::BAD_REQUEST))
        }
        Err(error) => Err(error),
    }
}

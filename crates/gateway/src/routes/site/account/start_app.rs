//! `POST /account/mfa/app/start`: a secret for an authenticator app, which the next page shows.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::mfa;
use super::overview::user;
use crate::error::ApiError;
use crate::extract::{Checked, MaybeCaller};
use crate::pages::{Form, Member, Step, read};
use crate::routes::me::display_name;
use crate::routes::mfa::start_totp;

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let state = State(visit.gateway.clone());
    let caller = MaybeCaller(Some(member.caller.clone()));
    let input = read(json!({}))?;
    match start_totp::post(state, visit.peer, caller, Checked(input)).await {
        Ok(Json(answer)) => {
            let (secret, _) = answer.into_parts();
            let step = Step::App {
                sub: member.caller.claims.sub().to_owned(),
                account: display_name(&user(&member).await?).to_owned(),
                secret: secret.expose().to_owned(),
            };
            visit.go("/account/mfa/app", Some(&step))
        }
        Err(error) => match member.explain(error, &form, &[]) {
            Ok(shown) => mfa::show(&member, &shown).await,
            Err(response) => Ok(*response),
        },
    }
}

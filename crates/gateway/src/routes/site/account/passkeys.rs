//! `/account/passkeys`: which passkeys the user has.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use poolgate_ui::{Serde, Value, context};

use crate::code::Code;
use crate::error::ApiError;
use crate::pages::{Member, Shown};
use crate::routes::passkeys::list;

pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    show(&member, &member.visit.said()).await
}

pub(super) async fn show(member: &Member, shown: &Shown) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let state = State(visit.gateway.clone());
    let (offered, passkeys) = match list::get(state, member.caller.clone()).await {
        Ok(Json(answer)) => (true, Value::from(Serde(answer))),
        // The pool takes none.
        Err(error) if error.code() == Code::NotSupported => (false, Value::from(())),
        Err(error) => return Err(error),
    };
    let more = context! {
        title => visit.text("passkeys", "title"),
        offered,
        passkeys => passkeys.get_attr("passkeys").unwrap_or_default(),
    };
    visit.page("account_passkeys.html", shown, more)
}

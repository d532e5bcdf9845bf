//! `/register`: the page of a new account; and a new account by a program, from a form or as JSON.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use poolgate_ui::{Value, context};
use serde_json::{Map, json};

use crate::address::Peer;
use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::gateway::Gateway;
use crate::pages::{Facts, Form, Notice, Sent, Shown, Step, Visit, explain, field, read, typed};
use crate::routes::signup::{self, SignUp, SignUpBody};

/// The registration page
///
/// It asks for what the pool wants to know of every user.
#[utoipa::path(
    get,
    path = "/register",
    tag = "Site",
    operation_id = "registerPage",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "Somebody is signed in")
    )
)]
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    if visit.is_signed_in().await {
        return visit.go(visit.target(visit.return_to.as_deref()), None);
    }
    show(&visit, Shown::default()).await
}

/// Register
///
/// As `/auth/signup`, from a form or as JSON. The form of the page leads on to `/confirm`.
#[utoipa::path(
    post,
    path = "/register",
    tag = "Site",
    operation_id = "siteRegister",
    request_body(content(
        (SignUpBody = "application/json"),
        (SignUpBody = "application/x-www-form-urlencoded")
    )),
    responses(
        (status = 200, description = "The account was created", body = Done),
        (status = 303, description = "On from the page")
    )
)]
pub(super) async fn post(
    state: State<Gateway>,
    peer: Peer,
    visit: Visit,
    sent: Sent<SignUp>,
) -> Result<Response, ApiError> {
    let input = match sent {
        Sent::ByPage(form) => return by_page(&visit, &form).await,
        Sent::ByProgram(input) => input,
    };
    match signup::post(state, peer, Checked(input)).await {
        Ok(_) => Ok(Json(Done::new("Registration successful")).into_response()),
        Err(error) if error.code() == Code::UserExists => {
            Err(error.status(StatusCode::BAD_REQUEST))
        }
        Err(error) => Err(error),
    }
}

async fn by_page(visit: &Visit, form: &Form) -> Result<Response, ApiError> {
    let facts = Facts::of(&visit.gateway).await;
    let email = form.text("email");
    let mut shown = Shown::default();
    let mut attributes = Map::new();
    for name in facts.sign_up_attributes() {
        match typed(form, name, visit.language, &mut shown) {
            Some(value) => {
                attributes.insert(name.clone(), value.into());
            }
            None => shown.wrong(visit.language, name, "required"),
        }
    }
    let values = shown.values.clone();
    if shown.error.is_none() {
        let body = json!({
            "email": form.member("email"), "password": form.password("password"), "attributes": attributes
        });
        match sign_up(visit, body).await {
            Ok(response) => return Ok(response),
            Err(error) => {
                let names = facts.sign_up_attributes().iter();
                let places: Vec<_> = names
                    .map(|name| (format!("attributes.{name}"), name.as_str()))
                    .collect();
                let mut fields = vec![("email", "username"), ("password", "password")];
                fields.extend(places.iter().map(|(place, name)| (place.as_str(), *name)));
                shown = explain(error, form, visit.language, &fields)?;
            }
        }
    }
    shown.values.extend(values);
    show(visit, shown.with("username", email)).await
}

async fn sign_up(visit: &Visit, body: serde_json::Value) -> Result<Response, ApiError> {
    let email = body["email"].as_str().unwrap_or_default().to_owned();
    let state = State(visit.gateway.clone());
    let (_, Json(answer)) = signup::post(state, visit.peer, Checked(read(body)?)).await?;
    if answer.confirmation_required {
        let step = Step::Confirm {
            email,
            destination: answer.destination(),
            return_to: visit.return_to.clone(),
            again: false,
        };
        return visit.go("/confirm", Some(&step));
    }
    let step = Step::Done {
        notice: Notice::Confirmed,
        email: Some(email),
    };
    visit.go(&visit.link("/login"), Some(&step))
}

async fn show(visit: &Visit, mut shown: Shown) -> Result<Response, ApiError> {
    let facts = Facts::of(&visit.gateway).await;
    if facts.is_closed() && shown.error.is_none() {
        shown.error = Some(visit.text("error", "sign_up_closed"));
    }
    let fields = facts.sign_up_attributes().iter();
    let more = context! {
        title => visit.text("sign_up", "title"),
        open => !facts.is_closed(),
        name_hint => "",
        fields => fields.map(|name| field(name, visit.language)).collect::<Vec<Value>>(),
        rules => facts.password_rules(visit.language),
    };
    visit.page("sign_up.html", &shown, more)
}

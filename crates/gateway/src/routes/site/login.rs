//! `/login`: the page of the sign-in; and a sign-in by a program, from a form or as JSON.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_ui::{Value, context};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::onward;
use crate::address::Peer;
use crate::answer::{Handed, SignInAnswer};
use crate::error::ApiError;
use crate::extract::Checked;
use crate::gateway::Gateway;
use crate::pages::{Factor, Facts, Form, Sent, Shown, Visit, explain, read};
use crate::provider_name::spoken;
use crate::routes::login::{self, Login, LoginBody};
use crate::routes::passwordless_start;
use crate::session::Browser;

/// The access token, or a session in its place, or the challenge that stands before them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SiteLoginAnswer {
    Token(SiteToken),
    Other(SignInAnswer),
}

/// The access token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteToken {
    #[schema(example = true)]
    success: bool,
    /// The access token, a JWT.
    #[schema(value_type = String)]
    token: Handed,
    #[schema(example = "Bearer")]
    token_type: String,
    /// Seconds.
    #[schema(example = 3600)]
    expires_in: i32,
}

/// The sign-in page
///
/// Leads on where somebody is signed in. `return_to` is where the user goes afterwards: a path of this host.
#[utoipa::path(
    get,
    path = "/login",
    tag = "Site",
    operation_id = "loginPage",
    params(("return_to" = Option<String>, Query, description = "A path of this host", example = "/dashboard")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "Somebody is signed in")
    )
)]
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    if visit.is_signed_in().await {
        return visit.go(visit.target(visit.return_to.as_deref()), None);
    }
    show(&visit, &visit.said()).await
}

/// Sign in
///
/// As `/auth/login`, from a form or as JSON, with the access token as `token`. The form of the page ends in a session and
/// leads on.
#[utoipa::path(
    post,
    path = "/login",
    tag = "Site",
    operation_id = "siteLogin",
    request_body(content(
        (LoginBody = "application/json"),
        (LoginBody = "application/x-www-form-urlencoded")
    )),
    responses(
        (status = 200, description = "The token, a session, or a challenge", body = SiteLoginAnswer),
        (status = 303, description = "On from the page")
    )
)]
pub(super) async fn post(
    state: State<Gateway>,
    peer: Peer,
    browser: Browser,
    visit: Visit,
    sent: Sent<Login>,
) -> Result<Response, ApiError> {
    let input = match sent {
        Sent::ByPage(form) => return by_page(&visit, &form).await,
        Sent::ByProgram(input) => input,
    };
    let signed_in = login::post(state, peer, browser, Checked(input)).await?;
    let answer = match signed_in.answer {
        SignInAnswer::Tokens(tokens) => SiteLoginAnswer::Token(SiteToken {
            success: true,
            token: tokens.access_token,
            token_type: tokens.token_type,
            expires_in: tokens.expires_in,
        }),
        other @ (SignInAnswer::Challenge(_) | SignInAnswer::Session(_)) => {
            SiteLoginAnswer::Other(other)
        }
    };
    Ok((signed_in.cookie, Json(answer)).into_response())
}

async fn by_page(visit: &Visit, form: &Form) -> Result<Response, ApiError> {
    let error = match sign_in(visit, form).await {
        Ok(response) => return Ok(response),
        Err(error) => error,
    };
    let email = form.text("email");
    if let Some(response) = onward::instead(visit, email.unwrap_or_default(), &error) {
        return response;
    }
    let shown = explain(error, form, visit.language, &[("email", "username")])?;
    let ticked = form.is_ticked("remember").then_some("true");
    let shown = shown.with("username", email).with("remember", ticked);
    show(visit, &shown).await
}

async fn sign_in(visit: &Visit, form: &Form) -> Result<Response, ApiError> {
    let state = State(visit.gateway.clone());
    let (peer, browser) = (visit.peer, visit.browser.clone());
    let email = form.member("email");
    let remember = form.is_ticked("remember");
    let signed_in = if let Some(method) = form.text("factor") {
        let body = json!({
            "email": email, "method": method, "mode": "session", "remember": remember
        });
        passwordless_start::post(state, peer, browser, Checked(read(body)?)).await?
    } else {
        let body = json!({
            "email": email, "password": form.password("password"), "mode": "session", "remember": remember
        });
        login::post(state, peer, browser, Checked(read(body)?)).await?
    };
    let username = form.text("email").unwrap_or_default();
    onward::after(visit, signed_in, username, visit.return_to.as_deref()).await
}

async fn show(visit: &Visit, shown: &Shown) -> Result<Response, ApiError> {
    let facts = Facts::of(&visit.gateway).await;
    let text = |name: &str| visit.text("sign_in", name);
    let way = |factor: &Factor| {
        let name = match factor {
            Factor::EmailCode => "by_email",
            Factor::SmsCode => "by_sms",
            Factor::Passkey => "by_passkey",
        };
        context! { value => factor.as_str(), text => text(name) }
    };
    let more = context! {
        title => text("title"),
        own => true,
        may_remember => true,
        ways => facts.factors().iter().map(way).collect::<Vec<Value>>(),
        providers => facts.providers().iter().map(|name| provider(visit, name)).collect::<Vec<Value>>(),
        may_sign_up => !facts.is_closed(),
    };
    visit.page("login.html", shown, more)
}

/// The button of an identity provider.
fn provider(visit: &Visit, name: &str) -> Value {
    let known = spoken(name);
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let back = visit.return_to.as_deref();
    let back = back.map_or(String::new(), |path| format!("&return_to={}", encode(path)));
    let name = encode(name).replace('+', "%20");
    context! {
        text => visit.text("sign_in", "with").replace("{provider}", known),
        address => format!("/auth/{name}/start?mode=session{back}"),
    }
}

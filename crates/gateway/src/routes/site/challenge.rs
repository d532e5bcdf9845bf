//! The challenges of a sign-in as pages: what each shows, and how its form becomes an answer.

use axum::extract::State;
use axum::response::Response;
use poolgate_ui::{Value, context};
use serde_json::{Map, json};

use super::onward::SET_UP;
use crate::answer::SignedIn;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::pages::{Challenge, Facts, Form, Shown, Visit, field, read, typed};
use crate::routes::challenge as api;
use crate::routes::mfa::verify_totp;

/// Before the name of an attribute.
const ATTRIBUTE: &str = "userAttributes.";
/// The choice of a first factor.
const SELECT: &str = "SELECT_CHALLENGE";
/// The choice of a second factor.
const SELECT_SECOND: &str = "SELECT_MFA_TYPE";
/// A new password in the place of a temporary one.
const NEW_PASSWORD: &str = "NEW_PASSWORD_REQUIRED";
/// A passkey.
const PASSKEY: &str = "WEB_AUTHN";
/// The password, chosen as the first factor: a page of ours, which answers [`SELECT`].
pub(super) const PASSWORD: &str = "PASSWORD";

/// A challenge that waits in this browser.
pub(super) struct Open<'a> {
    visit: &'a Visit,
    challenge: &'a Challenge,
}

impl<'a> Open<'a> {
    pub(super) fn new(visit: &'a Visit, challenge: &'a Challenge) -> Self {
        Self { visit, challenge }
    }

    fn name(&self) -> &str {
        &self.challenge.name
    }

    /// A list among the parameters, which is JSON in a text.
    fn list(&self, name: &str) -> Vec<String> {
        let text = self.challenge.parameters.get(name);
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// The attributes that the pool still asks for.
    fn missing(&self) -> Vec<String> {
        let names = self.list("requiredAttributes").into_iter();
        names
            .filter_map(|name| name.strip_prefix(ATTRIBUTE).map(str::to_owned))
            .collect()
    }

    /// What there is to choose from. A page has no use for a password by SRP.
    fn offered(&self) -> Vec<String> {
        if self.name() == SELECT_SECOND {
            return self.list("MFAS_CAN_CHOOSE");
        }
        let available = self.challenge.available.iter();
        available
            .filter(|name| *name != "PASSWORD_SRP")
            .cloned()
            .collect()
    }
}

/// The response that a code belongs to.
fn code_response(name: &str) -> Option<&'static str> {
    match name {
        "SMS_MFA" => Some("SMS_MFA_CODE"),
        "SMS_OTP" => Some("SMS_OTP_CODE"),
        "EMAIL_OTP" => Some("EMAIL_OTP_CODE"),
        "SOFTWARE_TOKEN_MFA" => Some("SOFTWARE_TOKEN_MFA_CODE"),
        _ => None,
    }
}

/// The next page, where the user chose to sign in with the password after all.
pub(super) fn chosen_password(open: &Open<'_>, form: &Form) -> Option<Challenge> {
    let chosen = open.name() == SELECT && form.text("answer") == Some(PASSWORD);
    chosen.then(|| Challenge {
        name: PASSWORD.to_owned(),
        ..open.challenge.clone()
    })
}

/// Hands what was typed to the pool.
pub(super) async fn answer(open: &Open<'_>, form: &Form) -> Result<SignedIn, ApiError> {
    let visit = open.visit;
    let (gateway, browser) = (State(visit.gateway.clone()), visit.browser.clone());
    let session = &open.challenge.session;
    if open.name() == SET_UP {
        let body = json!({
            "session": session, "code": form.code("code"), "device_name": form.member("device_name")
        });
        return verify_totp::in_sign_in(&visit.gateway, visit.peer, &browser, &read(body)?).await;
    }
    let (name, responses) = responses(open, form)?;
    let body = json!({"session": session, "name": name, "responses": responses});
    api::post(gateway, visit.peer, browser, Checked(read(body)?)).await
}

/// The pool's name of the challenge, and the responses.
fn responses<'a>(
    open: &Open<'a>,
    form: &Form,
) -> Result<(&'a str, Map<String, serde_json::Value>), ApiError> {
    let missing = |place: &str| ApiError::new(Code::ValidationFailed).field(place, "Fill it in.");
    let name = &open.challenge.name;
    let mut responses = Map::new();
    let mut put = |response: &str, value: serde_json::Value, place: &str| {
        if value.is_null() {
            return Err(missing(place));
        }
        responses.insert(response.to_owned(), value);
        Ok(())
    };
    if let Some(response) = code_response(name) {
        put(response, form.code("code"), "code")?;
        return Ok((name, responses));
    }
    match name.as_str() {
        NEW_PASSWORD => {
            put("NEW_PASSWORD", form.password("password"), "password")?;
            for attribute in open.missing() {
                let value = typed(form, &attribute, open.visit.language, &mut Shown::default());
                put(&format!("{ATTRIBUTE}{attribute}"), value.into(), &attribute)?;
            }
        }
        PASSWORD => {
            put("ANSWER", PASSWORD.into(), "password")?;
            put("PASSWORD", form.password("password"), "password")?;
            return Ok((SELECT, responses));
        }
        PASSKEY => put("CREDENTIAL", form.member("credential"), "credential")?,
        SELECT | SELECT_SECOND => {
            let chosen = form.text("answer");
            let chosen = chosen.filter(|chosen| open.offered().iter().any(|name| name == chosen));
            put("ANSWER", chosen.into(), "answer")?;
        }
        _ => put("ANSWER", form.member("code"), "code")?,
    }
    Ok((name, responses))
}

/// Where the members of the answer stand on the page.
pub(super) fn fields(open: &Open<'_>) -> Vec<(&'static str, &'static str)> {
    match open.name() {
        NEW_PASSWORD => vec![("responses.NEW_PASSWORD", "password")],
        _ => vec![("code", "code")],
    }
}

/// The page of the challenge.
pub(super) async fn show(open: &Open<'_>, shown: &Shown) -> Result<Response, ApiError> {
    let visit = open.visit;
    match open.name() {
        SELECT | SELECT_SECOND => choice(open, shown),
        NEW_PASSWORD => new_password(open, shown).await,
        PASSKEY => passkey(open, shown),
        PASSWORD => {
            let more = context! {
                title => visit.text("password", "title"),
                username => &open.challenge.username,
            };
            visit.page("password.html", shown, more)
        }
        SET_UP => set_up(open, shown),
        name => {
            let sent = name != "SOFTWARE_TOKEN_MFA";
            let parameters = &open.challenge.parameters;
            let destination = parameters.get("CODE_DELIVERY_DESTINATION");
            let about = match (sent, destination) {
                (true, Some(destination)) => {
                    let text = visit.text("code", "about_sent");
                    text.replace("{destination}", destination)
                }
                (true, None) => visit.text("code", "about_any"),
                (false, _) => visit.text("code", "about_app"),
            };
            let more = context! {
                title => visit.text("code", "title"),
                about,
                again => visit.text("code", if sent { "again" } else { "start_again" }),
            };
            visit.page("code.html", shown, more)
        }
    }
}

fn choice(open: &Open<'_>, shown: &Shown) -> Result<Response, ApiError> {
    let text = |name: &str| open.visit.text("choice", name);
    let way = |name: String| {
        let text = text(match name.as_str() {
            PASSWORD => "password",
            "EMAIL_OTP" => "email",
            "SMS_OTP" | "SMS_MFA" => "sms",
            "SOFTWARE_TOKEN_MFA" => "app",
            _ => "passkey",
        });
        context! { value => name, text }
    };
    let is_second = open.name() == SELECT_SECOND;
    let more = context! {
        title => text(if is_second { "title_second" } else { "title" }),
        ways => open.offered().into_iter().map(way).collect::<Vec<Value>>(),
    };
    open.visit.page("choice.html", shown, more)
}

async fn new_password(open: &Open<'_>, shown: &Shown) -> Result<Response, ApiError> {
    let visit = open.visit;
    let facts = Facts::of(&visit.gateway).await;
    let missing = open.missing();
    let fields = missing.iter().map(|name| field(name, visit.language));
    let more = context! {
        title => visit.text("new_password", "title"),
        username => &open.challenge.username,
        fields => fields.collect::<Vec<Value>>(),
        rules => facts.password_rules(visit.language),
    };
    visit.page("new_password.html", shown, more)
}

fn passkey(open: &Open<'_>, shown: &Shown) -> Result<Response, ApiError> {
    let options = open.challenge.parameters.get("CREDENTIAL_REQUEST_OPTIONS");
    let more = context! {
        title => open.visit.text("passkey", "title"),
        options => options.cloned().unwrap_or_default(),
    };
    open.visit.page("passkey.html", shown, more)
}

fn set_up(open: &Open<'_>, shown: &Shown) -> Result<Response, ApiError> {
    let visit = open.visit;
    let title = visit.text("set_up", "title");
    let Some(secret) = &open.challenge.secret else {
        // A second factor must be set up, and the pool offers none that a page can set up.
        let more = context! {
            title, text => visit.text("set_up", "not_possible"), submit => (), onward => (),
        };
        return visit.page("message.html", shown, more);
    };
    let more = context! { title, key => in_groups(secret) };
    visit.page("set_up.html", shown, more)
}

/// A secret as people type it.
pub(super) fn in_groups(secret: &str) -> String {
    let groups: Vec<&str> = secret
        .as_bytes()
        .chunks(4)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(" ")
}

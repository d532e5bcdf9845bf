//! `/login`: name and password; a code or a passkey where the pool takes them; other providers.

use axum::response::Response;
use poolgate_pool::Error;
use poolgate_pool::model::SignInNames;
use poolgate_pool::oauth::{page_actions, pages};
use poolgate_pool_api::types::ChallengeNameType;
use poolgate_ui::{Value, attribute_label, context};

use super::explain::explain;
use super::form::Form;
use super::onward;
use super::place::failed;
use super::shown::{Message, Shown};
use super::visit::Visit;

/// The provider that is the pool itself.
const OWN: &str = "COGNITO";

pub(crate) async fn get(visit: Visit) -> Response {
    let notice = match visit.given.get("notice") {
        Some("confirmed") => Some(("sign_in", "confirmed")),
        Some("unconfirmed") => Some(("sign_in", "unconfirmed")),
        Some("reset") => Some(("sign_in", "reset")),
        _ => None,
    };
    let shown = Shown {
        notice,
        ..Shown::default()
    };
    let shown = shown.with("username", visit.given.get("login_hint"));
    show(&visit, &shown).await
}

pub(crate) async fn post(visit: Visit, form: Form) -> Response {
    let username = form.text("username");
    let mut shown = Shown::default().with("username", username);
    if !offers_own(&visit) {
        shown.error = Some(Message::Known("invalid"));
        return show(&visit, &shown).await;
    }
    let factor = form.text("factor");
    let password = form.password("password");
    if username.is_none() {
        shown.wrong("username", "required");
    }
    if factor.is_none() && password.is_none() {
        shown.wrong("password", "required");
    }
    let Some(username) = username.filter(|_| shown.error.is_none()) else {
        return show(&visit, &shown).await;
    };
    let hosted = &visit.place.hosted;
    let (ctx, pool, client) = (hosted.ctx(), &hosted.pool, &visit.client);
    let step = match (factor, password) {
        (None, Some(password)) => pages::by_password(&ctx, pool, client, username, &password).await,
        (factor, _) => match offered(&visit, factor).await {
            Ok(preferred) => pages::by_choice(&ctx, pool, client, username, preferred).await,
            Err(error) => Err(error),
        },
    };
    let done = match step {
        Ok(step) => onward::after(&visit, username, step).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(response) => response,
        Err(error) => {
            if let Some(response) = onward::instead(&visit, username, &error) {
                return response;
            }
            let Some(message) = explain(&error) else {
                return failed(&error, visit.headers());
            };
            shown.error = Some(message);
            show(&visit, &shown).await
        }
    }
}

/// The factor of this name, if the page offers it.
async fn offered(visit: &Visit, name: Option<&str>) -> Result<Option<ChallengeNameType>, Error> {
    let factors = factors(visit).await?;
    let found = factors
        .into_iter()
        .find(|factor| Some(factor.as_str()) == name);
    found
        .map(Some)
        .ok_or_else(|| Error::InvalidParameter("Invalid challenge selected.".to_owned()))
}

async fn factors(visit: &Visit) -> Result<Vec<ChallengeNameType>, Error> {
    let hosted = &visit.place.hosted;
    page_actions::other_factors(&hosted.ctx(), &hosted.pool, &visit.client).await
}

async fn show(visit: &Visit, shown: &Shown) -> Response {
    let factors = match factors(visit).await {
        Ok(factors) => factors,
        Err(error) => return failed(&error, visit.headers()),
    };
    let text = |name: &str| visit.place.text("sign_in", name);
    let by = |factor: &ChallengeNameType| {
        let name = match factor {
            ChallengeNameType::EmailOtp => "by_email",
            ChallengeNameType::SmsOtp => "by_sms",
            _ => "by_passkey",
        };
        context! { value => factor.as_str(), text => text(name) }
    };
    let (name_label, name_type) = name_field(visit);
    let more = context! {
        title => text("title"),
        name_label,
        name_type,
        own => offers_own(visit),
        ways => factors.iter().map(by).collect::<Vec<Value>>(),
        providers => providers(visit),
        may_sign_up => offers_own(visit) && !visit.place.hosted.pool.rules.admin_only_sign_up,
    };
    visit.page("login.html", shown, more).await
}

/// Whether users of the pool itself may sign in to the application.
pub(crate) fn offers_own(visit: &Visit) -> bool {
    let names = visit
        .client
        .description
        .supported_identity_providers
        .as_deref();
    let names = names.unwrap_or_default();
    names.is_empty() || names.iter().any(|name| name == OWN)
}

/// The buttons of the other providers.
fn providers(visit: &Visit) -> Vec<Value> {
    let names = visit
        .client
        .description
        .supported_identity_providers
        .iter()
        .flatten();
    let with = visit.place.text("sign_in", "with");
    names
        .filter(|name| *name != OWN)
        .map(|name| {
            let known = match name.as_str() {
                "LoginWithAmazon" => "Amazon",
                "SignInWithApple" => "Apple",
                name => name,
            };
            let without = ["identity_provider", "idp_identifier", "prompt", "max_age"];
            let more = [("identity_provider", name.as_str())];
            context! {
                text => with.replace("{provider}", known),
                address => visit.link_with("/oauth2/authorize", &without, &more),
            }
        })
        .collect()
}

/// What the name is called by which users of the pool sign in, and the kind of its field.
pub(crate) fn name_field(visit: &Visit) -> (String, &'static str) {
    let (name, kind) = match visit.place.hosted.pool.rules.sign_in {
        SignInNames::Attribute {
            email,
            phone_number,
        } => match (email, phone_number) {
            (true, false) => ("email", "email"),
            (false, true) => ("phone_number", "tel"),
            _ => ("email_or_phone", "text"),
        },
        SignInNames::Username {
            email,
            phone_number,
            ..
        } => match (email, phone_number) {
            (false, false) => ("username", "text"),
            (true, false) => ("username_or_email", "text"),
            (false, true) => ("username_or_phone", "text"),
            (true, true) => ("username_or_address", "text"),
        },
    };
    (attribute_label(name, visit.place.language), kind)
}

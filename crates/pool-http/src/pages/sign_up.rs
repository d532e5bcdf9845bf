//! `/signup`: a new account.

use axum::response::Response;
use poolgate_pool::Error;
use poolgate_pool::model::SignInNames;
use poolgate_pool::oauth::pages::{self, secret_hash};
use poolgate_pool::oauth::{Asked, PageState};
use poolgate_pool::ops;
use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{AttributeType, SignUpRequest};
use poolgate_ui::{Value, attribute_label, context, normal_value};

use super::attributes::{field, typed};
use super::explain::explain;
use super::form::Form;
use super::login::{name_field, offers_own};
use super::onward;
use super::place::failed;
use super::rules;
use super::shown::{Message, Shown};
use super::visit::Visit;
use crate::oauth::redirect::see_other;

pub(crate) async fn get(visit: Visit) -> Response {
    let mut shown = Shown::default();
    if is_closed(&visit) {
        shown.error = Some(Message::Known("sign_up_closed"));
    }
    show(&visit, &shown).await
}

pub(crate) async fn post(visit: Visit, form: Form) -> Response {
    let username = form.text("username");
    let mut shown = Shown::default().with("username", username);
    if is_closed(&visit) {
        shown.error = Some(Message::Known("sign_up_closed"));
        return show(&visit, &shown).await;
    }
    if username.is_none() {
        shown.wrong("username", "required");
    }
    let attributes = typed(&form, &asked(&visit), &mut shown);
    let policy = &visit.place.hosted.pool.rules.password;
    let password = form.password("password");
    match &password {
        None => shown.wrong("password", "required"),
        Some(password) if policy.check(password.expose()).is_err() => {
            shown.wrong("password", "password_policy");
        }
        Some(_) => {}
    }
    let (Some(username), Some(password)) = (username, password) else {
        return show(&visit, &shown).await;
    };
    if shown.error.is_some() {
        return show(&visit, &shown).await;
    }
    match sign_up(&visit, username, password, attributes).await {
        Ok(response) => response,
        Err(error) => {
            let Some(message) = explain(&error) else {
                return failed(&error, visit.headers());
            };
            shown.error = Some(message);
            show(&visit, &shown).await
        }
    }
}

/// Signs the user up, and goes on to where the code is entered; or straight on, where none is needed.
async fn sign_up(
    visit: &Visit,
    username: &str,
    password: Secret,
    attributes: Vec<(String, String)>,
) -> Result<Response, Error> {
    let hosted = &visit.place.hosted;
    let (ctx, client) = (hosted.ctx(), &visit.client);
    let is_number = matches!(hosted.pool.rules.sign_in, SignInNames::Attribute { .. })
        && username.starts_with('+');
    let username = normal_value(if is_number { "phone_number" } else { "" }, username);
    let attribute = |(name, value)| AttributeType {
        name,
        value: Some(value),
    };
    let input = SignUpRequest {
        client_id: client.id.clone(),
        secret_hash: secret_hash(client, &username),
        username: username.clone(),
        password: Some(password.clone()),
        user_attributes: Some(attributes.into_iter().map(attribute).collect()),
        ..Default::default()
    };
    let answer = ops::sign_up::run(&ctx, input).await?;
    if answer.user_confirmed {
        let step = pages::by_password(&ctx, &hosted.pool, client, &username, &password).await;
        return match step {
            Ok(step) => onward::after(visit, &username, step).await,
            // The account is there all the same.
            Err(_) => Ok(to_sign_in(visit, "confirmed")),
        };
    }
    let Some(details) = answer.code_delivery_details else {
        return Ok(to_sign_in(visit, "unconfirmed"));
    };
    let state = PageState {
        username,
        asked: Asked::Confirmation {
            destination: details.destination,
            sub: Some(answer.user_sub),
        },
    };
    Ok(onward::to(visit, "/confirm", &state))
}

/// To the sign-in page, which says what was done.
pub(crate) fn to_sign_in(visit: &Visit, notice: &str) -> Response {
    see_other(&visit.link_with("/login", &[], &[("notice", notice)]))
}

fn is_closed(visit: &Visit) -> bool {
    visit.place.hosted.pool.rules.admin_only_sign_up || !offers_own(visit)
}

/// The attributes that the form asks for: those that the pool requires, and the address that it verifies. What
/// serves as the name is asked for as the name.
fn asked(visit: &Visit) -> Vec<String> {
    let rules = &visit.place.hosted.pool.rules;
    let mut asked = rules.schema.missing(|name| name == "sub");
    let verified = [
        ("email", rules.verifies_email),
        (
            "phone_number",
            rules.verifies_phone_number && !rules.verifies_email,
        ),
    ];
    if let SignInNames::Attribute {
        email,
        phone_number,
    } = rules.sign_in
    {
        asked.retain(|name| !(name == "email" && email || name == "phone_number" && phone_number));
    } else {
        for (name, is_verified) in verified {
            if is_verified && visit.client.rules.may_write(name) && !asked.iter().any(|a| a == name)
            {
                asked.push(name.to_owned());
            }
        }
    }
    asked
}

async fn show(visit: &Visit, shown: &Shown) -> Response {
    let language = visit.place.language;
    let (name_label, name_type) = match visit.place.hosted.pool.rules.sign_in {
        SignInNames::Username { .. } => (attribute_label("username", language), "text"),
        SignInNames::Attribute { .. } => name_field(visit),
    };
    let fields: Vec<Value> = asked(visit)
        .iter()
        .map(|name| field(name, language))
        .collect();
    let more = context! {
        title => visit.place.text("sign_up", "title"),
        open => !is_closed(visit),
        name_label,
        name_type,
        name_hint => if name_type == "tel" { attribute_label("phone_number_hint", language) } else { String::new() },
        fields,
        rules => rules::of_password(&visit.place.hosted.pool.rules.password, language),
    };
    visit.page("sign_up.html", shown, more).await
}

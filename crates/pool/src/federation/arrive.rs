//! Back from a provider: `/oauth2/idpresponse`.

use poolgate_pool_api::Secret;
use serde_json::{Map, Value};

use super::account::{self, Known};
use super::depart::{not_here, refused};
use super::exchange::{self, Said};
use super::fault::Fault;
use super::provider::{self, Provider};
use super::state::{State, chance};
use super::{claims, discovery};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{Client, Pool};
use crate::oauth::authorize::{self, AuthorizeRequest};
use crate::oauth::{Parameters, Refusal, browser};
use crate::trigger::{inbound_federation, post_authentication};

/// What the browser does next.
#[derive(Debug)]
pub enum Arrival {
    /// It is signed in, and goes to the application.
    SignedIn {
        /// The address.
        location: String,
        /// The value of its cookie.
        cookie: Secret,
        /// The end of the name of the cookie that it came with.
        id: String,
    },
    /// It goes back to the application, which hears why.
    Refused(String),
    /// It sees a page: what came belongs to no sign-in of this browser, or to an application that is not there any
    /// more.
    Page(&'static str),
}

/// Takes a provider's answer. `cookie` finds the browser's cookie by the end of its name; `development` says whether this
/// browser may see the development identity provider.
///
/// # Errors
/// If the storage fails.
pub async fn arrive(
    ctx: &Ctx,
    pool: &Pool,
    given: &Parameters,
    cookie: impl Fn(&str) -> Option<String>,
    development: bool,
) -> Result<Arrival, Error> {
    let state = given.get("state");
    let Some(state) = state.and_then(|sealed| State::open(ctx, pool, sealed)) else {
        return Ok(Arrival::Page("invalid_request"));
    };
    if !state.is_of(cookie(&state.id).as_deref()) || !state.spend(ctx).await? {
        return Ok(Arrival::Page("invalid_request"));
    }
    let pairs = form_urlencoded::parse(state.query.as_bytes());
    let Ok(asked) = Parameters::new(pairs.into_owned().collect()) else {
        return Ok(Arrival::Page("invalid_request"));
    };
    let request = match authorize::check(ctx, pool, &asked).await? {
        Ok(request) => request.with_nonce(|| chance(ctx)),
        Err(Refusal::Redirect(location)) => return Ok(Arrival::Refused(location)),
        Err(Refusal::Page { error, .. }) => return Ok(Arrival::Page(error)),
    };
    match sign_in(ctx, pool, &request, &state, given, development).await {
        Ok((location, cookie)) => Ok(Arrival::SignedIn {
            location,
            cookie,
            id: state.id,
        }),
        Err(Fault::Failed(error)) => Err(error),
        Err(fault) => Ok(Arrival::Refused(refused(&request, fault))),
    }
}

async fn sign_in(
    ctx: &Ctx,
    pool: &Pool,
    request: &AuthorizeRequest,
    state: &State,
    given: &Parameters,
    development: bool,
) -> Result<(String, Secret), Fault> {
    let client = &*request.client;
    let provider = provider::named(ctx, pool, client, &state.provider).await?;
    let provider = provider.ok_or_else(|| Fault::told(UNKNOWN))?;
    if provider.is_development() && !development {
        return Err(not_here());
    }
    check_answer(&provider, given)?;
    let code = given.get("code");
    let code = code.ok_or_else(|| Fault::told("IdP response has no code"))?;
    let endpoints = discovery::endpoints(ctx, &provider).await?;
    let mut said = exchange::run(ctx, &provider, &endpoints, state, code).await?;
    add_apples_name(&mut said, &provider, given);
    let known = said.claims();
    let subject = claims::subject(&provider, &known)?;
    let known = transformed(ctx, pool, client, &provider, &subject, &said, known).await?;
    let attributes = claims::attributes(pool, client, &provider, &known)?;
    let known = Known {
        provider: &provider,
        subject: &subject,
        attributes: &attributes,
    };
    let account = account::of(ctx, pool, client, &known).await?;
    let user = account.user;
    let (begin, cookie) = browser::begin(ctx, &user);
    ctx.commit(vec![begin]).await.map_err(Error::from)?;
    let granted = async {
        if !account.is_new {
            post_authentication::tell(ctx, pool, client, &user, false).await?;
        }
        let found = browser::of_cookie(ctx, pool, cookie.expose()).await?;
        let (session, user) = found.ok_or(Error::UserDisabled)?;
        request.grant(ctx, pool, &user, &session).await
    };
    match granted.await {
        Ok(location) => Ok((location, cookie)),
        Err(error) => {
            browser::end(ctx, cookie.expose()).await?;
            Err(error.into())
        }
    }
}

/// What the application hears of a provider that there is not. The text is Cognito's, the place unconfirmed.
pub const UNKNOWN: &str = "Login option is not available. Please try another one";

/// A refusal of the provider; or an answer that says to be another provider's (RFC 9207 §2.4).
fn check_answer(provider: &Provider, given: &Parameters) -> Result<(), Fault> {
    let issuer = provider.issuer();
    if given.get("iss").is_some_and(|iss| iss != issuer) && !issuer.is_empty() {
        return Err(Fault::told("IdP response is of another issuer"));
    }
    let words = given.get("error_description").map(str::to_owned);
    match given.get("error") {
        None => Ok(()),
        Some("access_denied" | "user_cancelled_authorize") => Err(Fault::Denied(words)),
        // The text is unconfirmed.
        Some(error) => {
            let name = &provider.name;
            Err(Fault::Told(words.map_or_else(
                || format!("{name} Error - {error}"),
                |words| format!("{name} Error - {error} {words}"),
            )))
        }
    }
}

/// Apple tells a user's name once, beside the code, and signs it not.
fn add_apples_name(said: &mut Said, provider: &Provider, given: &Parameters) {
    let is_apple =
        provider.kind == poolgate_pool_api::types::IdentityProviderTypeType::SignInWithApple;
    let Some(user) = given.get("user").filter(|_| is_apple) else {
        return;
    };
    let user: Value = serde_json::from_str(user).unwrap_or_default();
    let mut names = Map::new();
    for name in ["firstName", "lastName"] {
        if let Some(text) = user["name"][name].as_str() {
            names.insert(name.to_owned(), Value::String(text.to_owned()));
        }
    }
    if !names.is_empty() {
        said.user_info = Some(names);
    }
}

/// The claims as the pool's function for inbound federation wants them.
async fn transformed(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    provider: &Provider,
    subject: &str,
    said: &Said,
    known: Map<String, Value>,
) -> Result<Map<String, Value>, Fault> {
    let question = inbound_federation::Question {
        user_name: &format!("{}_{subject}", provider.name),
        provider_name: &provider.name,
        provider_type: provider.kind.as_str(),
        token_response: exchange::texts(&said.tokens),
        id_token: said.id_token.as_ref().map(exchange::texts),
        user_info: said.user_info.as_ref().map(exchange::texts),
    };
    let answer = inbound_federation::ask(ctx, pool, &client.id, question).await?;
    Ok(answer.unwrap_or(known))
}

//! Authorization requests (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2): checked, granted or refused.

use std::sync::Arc;

use super::parameters::Parameters;
use super::{code, redirect, scopes};
use crate::ctx::{Ctx, Engine};
use crate::error::Error;
use poolgate_pool_api::Secret;
use poolgate_pool_api::types::OauthFlowType;

use crate::model::{BrowserSession, Client, Grant, Pool, User};

/// A request that may be granted once its user has signed in.
#[derive(Debug, Clone)]
pub struct AuthorizeRequest {
    /// The app client.
    pub client: Arc<Client>,
    /// Where the answer goes: one of the client's own addresses.
    pub redirect_uri: String,
    /// What the answer holds.
    pub response_type: ResponseType,
    /// The scopes.
    pub scopes: Vec<String>,
    /// `state`, which goes back unchanged.
    pub state: Option<String>,
    /// The S256 challenge.
    code_challenge: Option<String>,
    /// `nonce`.
    nonce: Option<String>,
    /// `resource` (RFC 8707): whose audience the access token is for.
    resource: Option<String>,
    /// `prompt`: what the user is to be asked.
    pub prompt: Prompt,
    /// `max_age`: how many seconds ago the user may have signed in.
    pub max_age: Option<i64>,
}

/// What the answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseType {
    /// An authorization code.
    Code,
    /// The tokens themselves: the implicit grant.
    Token,
}

/// What the user is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// What is needed.
    Needed,
    /// Nothing: whoever is not signed in is sent back.
    None,
    /// To sign in, signed in or not.
    Login,
}

/// A request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The client or its address is not known, so that nothing is sent there: the user sees a page.
    Page {
        /// The code, such as `redirect_mismatch`.
        error: &'static str,
        /// The client that was named.
        client_id: Option<String>,
    },
    /// The client hears of it.
    Redirect(String),
}

/// What the checks of a request come to.
pub type Checked = Result<AuthorizeRequest, Refusal>;

/// The error page's code where the client or its address is unknown.
const MISMATCH: &str = "redirect_mismatch";

/// Checks a request.
///
/// # Errors
/// If the storage fails.
pub async fn check(
    engine: &Engine,
    pool: &Pool,
    parameters: &Parameters,
) -> Result<Checked, Error> {
    let client_id = parameters.get("client_id");
    let page = |error| Refusal::Page {
        error,
        client_id: client_id.map(str::to_owned),
    };
    let Some(client) = client_of(engine, pool, client_id).await? else {
        return Ok(Err(page(MISMATCH)));
    };
    if client.description.allowed_oauth_flows_user_pool_client != Some(true) {
        return Ok(Err(page("oauth_not_enabled")));
    }
    let Some(redirect_uri) = parameters
        .get("redirect_uri")
        .filter(|uri| is_callback(&client, uri))
    else {
        return Ok(Err(page(MISMATCH)));
    };
    let told = Told {
        redirect_uri,
        state: parameters.get("state"),
        in_fragment: parameters.get("response_type") == Some("token"),
    };
    let response_type = match response_type(&client, parameters) {
        Ok(response_type) => response_type,
        Err(error) => return Ok(Err(told.refusal(error, None))),
    };
    let code_challenge = match code_challenge(engine, &client, response_type, parameters) {
        Ok(challenge) => challenge,
        Err(error) => return Ok(Err(told.refusal(error, None))),
    };
    let Ok(prompt) = prompt(parameters) else {
        return Ok(Err(told.refusal("invalid_request", None)));
    };
    let Ok(max_age) = parameters.get("max_age").map(str::parse).transpose() else {
        return Ok(Err(told.refusal("invalid_request", None)));
    };
    let resource = parameters.get("resource");
    if resource.is_some_and(|resource| !is_resource(resource)) {
        return Ok(Err(told.refusal("invalid_target", None)));
    }
    match scopes::granted(engine, &client, parameters.get("scope")).await? {
        // Cognito's own order and words, recorded by several people; its guide says `error=invalid_scope`.
        Err(_) => Ok(Err(told.refusal("invalid_request", Some("invalid_scope")))),
        Ok(scopes) => Ok(Ok(AuthorizeRequest {
            redirect_uri: redirect_uri.to_owned(),
            response_type,
            scopes,
            state: told.state.map(str::to_owned),
            code_challenge,
            nonce: parameters.get("nonce").map(str::to_owned),
            resource: resource.map(str::to_owned),
            prompt,
            max_age,
            client,
        })),
    }
}

/// An absolute URI without a fragment (RFC 8707 §2): HTTPS, HTTP on this machine, or a scheme of an app's.
fn is_resource(resource: &str) -> bool {
    let Some((scheme, rest)) = resource.split_once("://") else {
        return false;
    };
    let local = rest
        .strip_prefix("localhost")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', '?']));
    let named = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    named
        && !rest.is_empty()
        && !resource.contains('#')
        && !resource.contains(char::is_whitespace)
        && (scheme != "http" || local)
}

/// A client of the pool.
async fn client_of(
    engine: &Engine,
    pool: &Pool,
    client_id: Option<&str>,
) -> Result<Option<Arc<Client>>, Error> {
    let Some(client_id) = client_id else {
        return Ok(None);
    };
    let found = engine.store.client(client_id).await?;
    Ok(found.filter(|client| client.pool_id == pool.id))
}

/// Whether an address is one of the client's: the same text, sign by sign (RFC 9700 §2.1).
pub(crate) fn is_callback(client: &Client, uri: &str) -> bool {
    let mut urls = client.description.callback_urls.iter().flatten();
    urls.any(|url| url == uri)
}

/// How an answer reaches the client.
struct Told<'a> {
    redirect_uri: &'a str,
    state: Option<&'a str>,
    in_fragment: bool,
}

impl Told<'_> {
    /// The order of the parameters is the one that was recorded.
    fn refusal(&self, error: &str, description: Option<&str>) -> Refusal {
        Refusal::Redirect(redirect::with(
            self.redirect_uri,
            self.in_fragment,
            &[
                ("error_description", description),
                ("state", self.state),
                ("error", Some(error)),
            ],
        ))
    }
}

fn response_type(client: &Client, parameters: &Parameters) -> Result<ResponseType, &'static str> {
    let response_type = match parameters.get("response_type") {
        None => return Err("invalid_request"),
        Some("code") => ResponseType::Code,
        Some("token") => ResponseType::Token,
        Some(_) => return Err("unsupported_response_type"),
    };
    let wanted = match response_type {
        ResponseType::Code => OauthFlowType::Code,
        ResponseType::Token => OauthFlowType::Implicit,
    };
    let flows = client.description.allowed_oauth_flows.as_deref();
    if flows.unwrap_or_default().contains(&wanted) {
        Ok(response_type)
    } else {
        Err("unauthorized_client")
    }
}

/// The challenge (RFC 7636 §4.3): S256 alone, which is 43 signs of base64url. With strict OAuth a public client
/// must bring one.
fn code_challenge(
    engine: &Engine,
    client: &Client,
    response_type: ResponseType,
    parameters: &Parameters,
) -> Result<Option<String>, &'static str> {
    let is_s256 = |challenge: &str| {
        challenge.len() == 43
            && challenge
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    match (
        parameters.get("code_challenge"),
        parameters.get("code_challenge_method"),
    ) {
        (Some(challenge), Some("S256")) if is_s256(challenge) => Ok(Some(challenge.to_owned())),
        (None, None) => {
            let needed = engine.settings.strict_oauth
                && response_type == ResponseType::Code
                && !client.is_confidential();
            if needed {
                Err("invalid_request")
            } else {
                Ok(None)
            }
        }
        _ => Err("invalid_request"),
    }
}

/// `prompt` (OpenID Connect Core §3.1.2.1): `none` stands alone. Nobody is asked for consent, and an account is
/// chosen by signing in.
fn prompt(parameters: &Parameters) -> Result<Prompt, ()> {
    let Some(prompt) = parameters.get("prompt") else {
        return Ok(Prompt::Needed);
    };
    let values: Vec<&str> = prompt.split(' ').collect();
    let known = |value: &&str| matches!(*value, "none" | "login" | "select_account" | "consent");
    if !values.iter().all(known) || (values.contains(&"none") && values.len() > 1) {
        return Err(());
    }
    Ok(match values.as_slice() {
        ["none"] => Prompt::None,
        values if values.contains(&"login") || values.contains(&"select_account") => Prompt::Login,
        _ => Prompt::Needed,
    })
}

impl AuthorizeRequest {
    /// The same with a nonce, where the client sent none: ID tokens of users from other providers always have one.
    pub(crate) fn with_nonce(mut self, new: impl FnOnce() -> String) -> Self {
        self.nonce.get_or_insert_with(new);
        self
    }

    /// The answer to a client whose user would have to sign in although it must not be asked.
    pub fn login_required(&self) -> String {
        self.refused("login_required", None)
    }

    /// The address that tells the client of an error.
    pub fn refused(&self, error: &str, description: Option<&str>) -> String {
        let told = Told {
            redirect_uri: &self.redirect_uri,
            state: self.state.as_deref(),
            in_fragment: self.response_type == ResponseType::Token,
        };
        match told.refusal(error, description) {
            Refusal::Redirect(address) => address,
            Refusal::Page { .. } => self.redirect_uri.clone(),
        }
    }

    /// Whether a sign-in of this browser is good enough for the request.
    pub fn accepts(&self, engine: &Engine, session: &BrowserSession) -> bool {
        let age = engine.clock.now().0 - session.signed_in_at.0;
        let recent = self.max_age.is_none_or(|seconds| age <= seconds * 1000);
        recent && self.prompt != Prompt::Login
    }

    /// Grants the request to the user of a browser: the address that takes the answer to the client.
    ///
    /// # Errors
    /// If the storage fails, or a function of the pool's owner refuses.
    pub async fn grant(
        &self,
        ctx: &Ctx,
        pool: &Pool,
        user: &User,
        session: &BrowserSession,
    ) -> Result<String, Error> {
        let grant = Grant {
            redirect_uri: self.redirect_uri.clone(),
            scopes: self.scopes.clone(),
            code_challenge: self.code_challenge.clone(),
            nonce: self.nonce.clone(),
            resource: self.resource.clone(),
            signed_in_at: session.signed_in_at.0,
        };
        let state = self.state.as_deref();
        if self.response_type == ResponseType::Code {
            let code = code::issue(ctx, &self.client, user, grant).await?;
            let parameters = [("code", Some(code.as_str())), ("state", state)];
            return Ok(redirect::with(&self.redirect_uri, false, &parameters));
        }
        let (issued, _) = ctx
            .retry(|| code::redeem(ctx, pool, &self.client, user, &grant, None))
            .await?;
        let expires_in = issued.expires_in.to_string();
        Ok(redirect::with(
            &self.redirect_uri,
            true,
            &[
                ("id_token", issued.id.as_ref().map(Secret::expose)),
                ("access_token", Some(issued.access.expose())),
                ("token_type", Some("bearer")),
                ("expires_in", Some(&expires_in)),
                ("state", state),
            ],
        ))
    }
}

//! From a provider's code to what the provider says of the user: its tokens, and its UserInfo endpoint.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::IdentityProviderTypeType;
use serde_json::{Map, Value, json};

use super::call::{Method, ProviderRequest};
use super::client_secret;
use super::discovery::Endpoints;
use super::fault::Fault;
use super::id_token;
use super::provider::Provider;
use super::state::State;
use crate::ctx::Engine;

/// What a provider says.
pub(super) struct Said {
    /// The token endpoint's answer.
    pub(super) tokens: Map<String, Value>,
    /// The claims of the ID token, where there is one.
    pub(super) id_token: Option<Map<String, Value>>,
    /// The answer of the UserInfo endpoint, where there is one.
    pub(super) user_info: Option<Map<String, Value>>,
}

impl Said {
    /// Everything together: the user information adds to the ID token, and never changes who it is about.
    pub(super) fn claims(&self) -> Map<String, Value> {
        let mut all = self.user_info.clone().unwrap_or_default();
        if let Some(claims) = &self.id_token {
            for (name, value) in claims {
                all.insert(name.clone(), value.clone());
            }
        }
        all
    }
}

/// Redeems a code.
pub(super) async fn run(
    engine: &Engine,
    provider: &Provider,
    endpoints: &Endpoints,
    state: &State,
    code: &str,
) -> Result<Said, Fault> {
    let tokens = tokens(engine, provider, endpoints, state, code).await?;
    let text = |name: &str| tokens.get(name).and_then(Value::as_str);
    let id_token = if provider.gives_id_tokens() {
        let token = text("id_token").ok_or_else(|| bad_token("id_token is missing"))?;
        let key_set = &endpoints.key_set;
        Some(id_token::verified(engine, provider, key_set, token, &state.nonce).await?)
    } else {
        None
    };
    let user_info = match (&endpoints.attributes, text("access_token")) {
        (None, _) => None,
        (Some(url), Some(token)) => Some(user_info(engine, provider, url, token).await?),
        (Some(_), None) if id_token.is_some() => None,
        (Some(_), None) => return Err(bad_token("access_token is missing")),
    };
    if let (Some(claims), Some(user_info)) = (&id_token, &user_info)
        && user_info.get("sub") != claims.get("sub")
    {
        // OpenID Connect Core §5.3.2: it is about somebody else. The text is unconfirmed.
        return Err(Fault::told("Bad userInfo response sub"));
    }
    Ok(Said {
        tokens,
        id_token,
        user_info,
    })
}

fn bad_token(why: &str) -> Fault {
    Fault::Told(format!("Bad token response: {why}"))
}

async fn tokens(
    engine: &Engine,
    provider: &Provider,
    endpoints: &Endpoints,
    state: &State,
    code: &str,
) -> Result<Map<String, Value>, Fault> {
    let mut form = vec![
        ("grant_type", Secret::from("authorization_code")),
        ("code", Secret::from(code)),
        ("client_id", Secret::from(provider.client_id.as_str())),
        ("redirect_uri", Secret::from(state.redirect_uri.as_str())),
    ];
    if let Some(secret) = client_secret::of(engine, provider)? {
        form.push(("client_secret", secret));
    }
    if provider.takes_pkce() {
        form.push(("code_verifier", Secret::from(state.verifier.as_str())));
    }
    // Always in a body: Facebook takes secrets in an address too, where logs would keep them.
    let request = ProviderRequest {
        method: Method::Post(form),
        url: endpoints.token.clone(),
        bearer: None,
    };
    let answer = engine.federation.calls().call(request).await;
    let answer = answer.map_err(|error| Fault::of_token_call(&error))?;
    let body: Option<Map<String, Value>> = serde_json::from_slice(&answer.body).ok();
    if !answer.is_success() {
        let code = body.as_ref().and_then(|body| body.get("error"));
        let code = code.and_then(Value::as_str);
        return Err(Fault::of_token_status(provider, answer.status, code));
    }
    body.ok_or_else(|| bad_token("no JSON object"))
}

async fn user_info(
    engine: &Engine,
    provider: &Provider,
    url: &str,
    access_token: &str,
) -> Result<Map<String, Value>, Fault> {
    let by_post = provider.detail("attributes_request_method") == Some("POST");
    let request = ProviderRequest {
        method: if by_post {
            Method::Post(Vec::new())
        } else {
            Method::Get
        },
        url: address(provider, url),
        bearer: Some(Secret::from(access_token)),
    };
    let answer = engine.federation.calls().call(request).await;
    let answer = answer.map_err(|error| Fault::of_call(&error))?;
    // These texts are unconfirmed.
    if !answer.is_success() {
        let (name, status) = (&provider.name, answer.status);
        return Err(Fault::Told(format!(
            "{name} Error - {status} error getting userInfo"
        )));
    }
    serde_json::from_slice(&answer.body).map_err(|_| Fault::told("Bad userInfo response"))
}

/// Facebook gives what its address names.
fn address(provider: &Provider, url: &str) -> String {
    if provider.kind != IdentityProviderTypeType::Facebook {
        return url.to_owned();
    }
    let mut fields = vec!["id"];
    for (_, claim) in provider.mapped() {
        if !fields.contains(&claim) {
            fields.push(claim);
        }
    }
    let base = url.strip_suffix("?fields=").unwrap_or(url);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("fields", &fields.join(","));
    format!("{base}?{}", query.finish())
}

/// What the answer of the token endpoint is to functions: texts.
pub(super) fn texts(members: &Map<String, Value>) -> Value {
    let text = |value: &Value| match value {
        Value::String(text) => json!(text),
        value => json!(value.to_string()),
    };
    let pairs = members
        .iter()
        .map(|(name, value)| (name.clone(), text(value)));
    Value::Object(pairs.collect())
}

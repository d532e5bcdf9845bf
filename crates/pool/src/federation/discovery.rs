//! Where a provider's endpoints are: by hand, or as its discovery document says (OpenID Connect Discovery §4). Documents
//! and key sets are kept for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::IdentityProviderTypeType;
use serde::Deserialize;

use super::call::{CallProvider, Method, ProviderRequest};
use super::fault::Fault;
use super::key_set::KeySet;
use super::provider::Provider;
use crate::ctx::Engine;

/// How long documents and key sets are kept, in milliseconds.
const KEPT: i64 = 10 * 60 * 1000;

/// How often a key set is fetched for keys that it did not have, in milliseconds.
const AGAIN: i64 = 60 * 1000;

/// More documents are not kept: whoever runs the pools has few providers.
const MOST: usize = 1000;

/// What signing in by other providers needs: the network, and what was read from it.
pub struct Federation {
    calls: Arc<dyn CallProvider>,
    documents: Mutex<HashMap<String, (Timestamp, Arc<Document>)>>,
    key_sets: Mutex<HashMap<String, (Timestamp, Arc<KeySet>)>>,
}

/// The members of a discovery document that matter.
#[derive(Debug, Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: Option<String>,
    jwks_uri: String,
}

/// A provider's addresses.
#[derive(Debug, Clone)]
pub(super) struct Endpoints {
    pub(super) authorize: String,
    pub(super) token: String,
    /// Where there is more about the user.
    pub(super) attributes: Option<String>,
    /// Empty where there are no ID tokens.
    pub(super) key_set: String,
}

impl Federation {
    pub(crate) fn new(calls: Arc<dyn CallProvider>) -> Self {
        Self {
            calls,
            documents: Mutex::default(),
            key_sets: Mutex::default(),
        }
    }

    pub(super) fn calls(&self) -> &dyn CallProvider {
        &*self.calls
    }
}

/// The provider's addresses.
pub(super) async fn endpoints(engine: &Engine, provider: &Provider) -> Result<Endpoints, Fault> {
    let detail = |name: &str| {
        let own = provider.detail(name).filter(|_| !provider.is_development());
        own.map(str::to_owned)
    };
    // Google's own address for attributes is of another API; its OpenID Connect endpoint is in its document.
    let attributes = detail("attributes_url").filter(|_| !provider.is_google());
    let known = (
        detail("authorize_url"),
        detail("token_url"),
        attributes,
        detail("jwks_uri"),
    );
    if let (Some(authorize), Some(token), attributes, key_set) = known.clone()
        && (key_set.is_some() || !provider.gives_id_tokens())
        && !provider.is_google()
    {
        return Ok(Endpoints {
            authorize,
            token,
            attributes,
            key_set: key_set.unwrap_or_default(),
        });
    }
    let document = document(engine, provider).await?;
    let (authorize, token, attributes, key_set) = known;
    // Apple has no such endpoint, whatever it may say one day.
    let has_attributes = provider.kind != IdentityProviderTypeType::SignInWithApple;
    Ok(Endpoints {
        authorize: authorize.unwrap_or_else(|| document.authorization_endpoint.clone()),
        token: token.unwrap_or_else(|| document.token_endpoint.clone()),
        attributes: attributes
            .or_else(|| document.userinfo_endpoint.clone())
            .filter(|_| has_attributes),
        key_set: key_set.unwrap_or_else(|| document.jwks_uri.clone()),
    })
}

async fn document(engine: &Engine, provider: &Provider) -> Result<Arc<Document>, Fault> {
    let issuer = provider.issuer();
    let now = engine.clock.now();
    let federation = &engine.federation;
    if let Some(kept) = kept(&federation.documents, &issuer, now, KEPT) {
        return Ok(kept);
    }
    let url = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let body = read(engine, url).await.map_err(|error| match error {
        Unread::Call(error) => Fault::of_call(&error),
        Unread::Status(status) => {
            // The text is unconfirmed.
            Fault::told(format!(
                "{} Error - {status} error getting openid configuration",
                provider.name
            ))
        }
    })?;
    // The document must be the issuer's own (OpenID Connect Discovery §4.3). The texts are unconfirmed.
    let document: Document = serde_json::from_slice(&body)
        .map_err(|_| Fault::told("Bad openid configuration response"))?;
    if document.issuer != issuer {
        return Err(Fault::told("Bad openid configuration issuer"));
    }
    Ok(keep(&federation.documents, issuer, now, document))
}

/// The key set at an address. With `for_unknown_key`, one that is not older than a minute.
pub(super) async fn key_set(
    engine: &Engine,
    url: &str,
    for_unknown_key: bool,
) -> Result<Arc<KeySet>, Fault> {
    let now = engine.clock.now();
    let age = if for_unknown_key { AGAIN } else { KEPT };
    let federation = &engine.federation;
    if let Some(kept) = kept(&federation.key_sets, url, now, age) {
        return Ok(kept);
    }
    let body = read(engine, url.to_owned())
        .await
        .map_err(|error| match error {
            Unread::Call(error) => Fault::of_key_set_call(&error),
            // The text is unconfirmed.
            Unread::Status(status) => Fault::Told(format!("Error - {status} in calling jwks uri")),
        })?;
    let keys = KeySet::parse(&body).ok_or_else(|| Fault::told("Bad jwks response"))?;
    Ok(keep(&federation.key_sets, url.to_owned(), now, keys))
}

enum Unread {
    Call(super::call::CallError),
    Status(u16),
}

async fn read(engine: &Engine, url: String) -> Result<Vec<u8>, Unread> {
    let request = ProviderRequest {
        method: Method::Get,
        url,
        bearer: None,
    };
    let answer = engine.federation.calls().call(request).await;
    let answer = answer.map_err(Unread::Call)?;
    if answer.is_success() {
        Ok(answer.body)
    } else {
        Err(Unread::Status(answer.status))
    }
}

type Kept<T> = Mutex<HashMap<String, (Timestamp, Arc<T>)>>;

fn kept<T>(all: &Kept<T>, key: &str, now: Timestamp, age: i64) -> Option<Arc<T>> {
    let all = all.lock().unwrap_or_else(PoisonError::into_inner);
    let (since, found) = all.get(key)?;
    (now.0 - since.0 < age).then(|| Arc::clone(found))
}

fn keep<T>(all: &Kept<T>, key: String, now: Timestamp, value: T) -> Arc<T> {
    let value = Arc::new(value);
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= MOST {
        all.clear();
    }
    all.insert(key, (now, Arc::clone(&value)));
    value
}

//! To the provider: the address that the browser is sent to, and the cookie that it takes along.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::Secret;
use poolgate_pool_api::types::IdentityProviderTypeType;

use super::discovery;
use super::fault::Fault;
use super::provider::Provider;
use super::state::State;
use crate::ctx::Engine;
use crate::error::Error;
use crate::model::Pool;
use crate::oauth::AuthorizeRequest;

/// Where the pool's own pages are, as the browser sees it.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Where providers send browsers back to.
    pub redirect_uri: String,
    /// Before the paths of the development identity provider, where this browser may see it.
    pub development: Option<String>,
}

/// What the browser does next.
#[derive(Debug)]
pub enum Departure {
    /// It goes to the provider.
    Provider {
        /// The address.
        location: String,
        /// The end of the cookie's name.
        id: String,
        /// Its value.
        cookie: Secret,
        /// Whether the provider's answer comes as a form from another site.
        by_form: bool,
    },
    /// It goes back to the application, which hears why.
    Refused(String),
}

/// Sends a browser to a provider. `query` is the application's whole request.
///
/// # Errors
/// If something failed here.
pub async fn depart(
    engine: &Engine,
    pool: &Pool,
    request: &AuthorizeRequest,
    query: &str,
    provider: &Provider,
    origin: &Origin,
) -> Result<Departure, Error> {
    match to_provider(engine, pool, query, provider, origin).await {
        Ok(departure) => Ok(departure),
        Err(Fault::Failed(error)) => Err(error),
        Err(fault) => Ok(Departure::Refused(refused(request, fault))),
    }
}

async fn to_provider(
    engine: &Engine,
    pool: &Pool,
    query: &str,
    provider: &Provider,
    origin: &Origin,
) -> Result<Departure, Fault> {
    let authorize = if provider.is_development() {
        let base = origin.development.as_ref().ok_or_else(not_here)?;
        format!("{base}/{}/authorize", provider.name)
    } else {
        discovery::endpoints(engine, provider).await?.authorize
    };
    let (state, cookie) = State::new(engine, &provider.name, query, &origin.redirect_uri);
    let by_form = provider.kind == IdentityProviderTypeType::SignInWithApple;
    let sealed = state.seal(engine, pool)?;
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", &state.redirect_uri)
        .append_pair(
            "scope",
            provider.detail("authorize_scopes").unwrap_or_default(),
        )
        .append_pair("response_type", "code")
        .append_pair("state", &sealed);
    if provider.gives_id_tokens() {
        text.append_pair("nonce", &state.nonce);
    }
    if provider.takes_pkce() {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, state.verifier.as_bytes()));
        text.append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
    }
    if by_form {
        // Apple sends name and address in no other way.
        text.append_pair("response_mode", "form_post");
    }
    let separator = if authorize.contains('?') { '&' } else { '?' };
    Ok(Departure::Provider {
        location: format!("{authorize}{separator}{}", text.finish()),
        id: state.id,
        cookie: Secret::from(cookie),
        by_form,
    })
}

/// The development identity provider is for this machine alone.
pub(super) fn not_here() -> Fault {
    Fault::told("The development identity provider is not available here")
}

/// The address that tells the application of a fault.
pub(super) fn refused(request: &AuthorizeRequest, fault: Fault) -> String {
    match fault {
        Fault::Told(text) => request.refused("invalid_request", Some(&text)),
        Fault::Denied(text) => request.refused("access_denied", text.as_deref()),
        Fault::Failed(_) => request.refused("server_error", None),
    }
}

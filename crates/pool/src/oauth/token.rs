//! The token endpoint (RFC 6749 §3.2): a code, a refresh token or the client itself for tokens.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::Secret;
use subtle::ConstantTimeEq;

use super::client_authentication::{ClientCredentials, authenticate};
use super::parameters::Parameters;
use super::{code, scopes};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::refresh;
use crate::model::{AuthorizationCode, Client, Pool};
use crate::retry::Retry;
use crate::store::Change;
use crate::token;
use poolgate_pool_api::types::OauthFlowType;

/// What the endpoint answers.
#[derive(Debug, Clone)]
pub struct TokenResponse {
    /// With the scope `openid`.
    pub id_token: Option<Secret>,
    /// Always.
    pub access_token: Secret,
    /// For a code; for a refresh token where the client rotates them.
    pub refresh_token: Option<Secret>,
    /// The access token's life in seconds.
    pub expires_in: i32,
}

/// Why an endpoint refuses (RFC 6749 §5.2, RFC 7009 §2.2.1).
#[derive(Debug)]
pub enum OauthError {
    /// A parameter is missing, repeated or not understood.
    InvalidRequest,
    /// The client is unknown, or did not prove who it is; with more words where Cognito has them.
    InvalidClient(Option<&'static str>),
    /// The code or the token does not count, or not for this.
    InvalidGrant,
    /// The client may not do that.
    UnauthorizedClient,
    /// Not one of the grants.
    UnsupportedGrantType,
    /// What is to be revoked is no refresh token.
    UnsupportedTokenType,
    /// A function of the pool's owner refused, in its words.
    Refused(String),
    /// Something failed.
    Failed(Error),
}

impl OauthError {
    /// The code in the answer.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest | Self::Refused(_) => "invalid_request",
            Self::InvalidClient(_) => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::Failed(_) => "server_error",
        }
    }

    /// The words beside it.
    pub fn description(&self) -> Option<&str> {
        match self {
            Self::InvalidClient(description) => *description,
            Self::Refused(text) => Some(text),
            _ => None,
        }
    }
}

impl From<Error> for OauthError {
    fn from(error: Error) -> Self {
        if error.is_of_a_function() {
            Self::Refused(error.to_string())
        } else {
            Self::Failed(error)
        }
    }
}

/// Answers a token request.
///
/// # Errors
/// As RFC 6749 §5.2 has them.
pub async fn exchange(
    ctx: &Ctx,
    pool: &Pool,
    basic: Option<&ClientCredentials>,
    form: &Parameters,
) -> Result<TokenResponse, OauthError> {
    let grant_type = form.get("grant_type").ok_or(OauthError::InvalidRequest)?;
    if !matches!(
        grant_type,
        "authorization_code" | "refresh_token" | "client_credentials"
    ) {
        return Err(OauthError::UnsupportedGrantType);
    }
    let client = authenticate(ctx, pool, basic, form).await?;
    match grant_type {
        "authorization_code" => by_code(ctx, pool, &client, form).await,
        "refresh_token" => by_refresh_token(ctx, pool, &client, form).await,
        _ => by_client(ctx, pool, &client, form).await,
    }
}

async fn by_code(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    form: &Parameters,
) -> Result<TokenResponse, OauthError> {
    if !allows(client, OauthFlowType::Code) {
        return Err(OauthError::UnauthorizedClient);
    }
    let hash = token::hash(form.get("code").ok_or(OauthError::InvalidRequest)?);
    let found = ctx
        .retry(async || -> Result<_, Retry> {
            let Some(stored) = ctx.store.authorization_code(&hash).await? else {
                return Ok(None);
            };
            if stored.client_id != client.id || stored.pool_id != pool.id {
                return Ok(None);
            }
            if stored.used_at.is_some() {
                return again(ctx, stored).await.map(|()| None);
            }
            let (user, _) = ctx
                .store
                .user_and_session(&pool.id, &stored.sub, None)
                .await?;
            let user = user.filter(|user| user.enabled);
            let Some(user) = user.filter(|_| counts(ctx, client, &stored, form)) else {
                // A failed exchange uses the code up.
                let spend = Change::SpendAuthorizationCode {
                    hash,
                    at: ctx.clock.now(),
                    session_id: None,
                };
                ctx.commit(vec![spend]).await?;
                return Ok(None);
            };
            code::redeem(ctx, pool, client, &user, &stored.grant, Some(hash))
                .await
                .map(Some)
        })
        .await?;
    let (issued, refresh_token) = found.ok_or(OauthError::InvalidGrant)?;
    Ok(TokenResponse {
        id_token: issued.id,
        access_token: issued.access,
        refresh_token,
        expires_in: issued.expires_in,
    })
}

/// A code that was used before: somebody has stolen it, so what it gave ends (RFC 6749 §4.1.2).
async fn again(ctx: &Ctx, stored: AuthorizationCode) -> Result<(), Retry> {
    if let Some(id) = stored.session_id {
        let at = ctx.clock.now();
        ctx.commit(vec![Change::RevokeSession { id, at }]).await?;
    }
    Ok(())
}

/// Whether a code counts here and now, for what it was issued for.
fn counts(ctx: &Ctx, client: &Client, stored: &AuthorizationCode, form: &Parameters) -> bool {
    ctx.clock.now() < stored.expires_at
        && form.get("redirect_uri") == Some(stored.grant.redirect_uri.as_str())
        && verifier_fits(
            stored.grant.code_challenge.as_deref(),
            form.get("code_verifier"),
        )
        && reads_its_scopes(client, &stored.grant.scopes)
}

/// Proof Key for Code Exchange (RFC 7636 §4.6). A verifier without a challenge is a downgrade
/// (RFC 9700 §4.8.2).
fn verifier_fits(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    let (challenge, verifier) = match (challenge, verifier) {
        (None, None) => return true,
        (Some(challenge), Some(verifier)) => (challenge, verifier),
        _ => return false,
    };
    let unreserved =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(unreserved)
        && bool::from(
            URL_SAFE_NO_PAD
                .encode(digest(&SHA256, verifier.as_bytes()))
                .as_bytes()
                .ct_eq(challenge.as_bytes()),
        )
}

/// A client must be able to read every attribute of the scopes that it gets.
fn reads_its_scopes(client: &Client, scopes: &[String]) -> bool {
    let reads = |names: &[&str]| names.iter().all(|name| client.rules.may_read(name));
    scopes.iter().all(|scope| match scope.as_str() {
        "email" => reads(&["email", "email_verified"]),
        "phone" => reads(&["phone_number", "phone_number_verified"]),
        _ => true,
    })
}

fn allows(client: &Client, flow: OauthFlowType) -> bool {
    let flows = client.description.allowed_oauth_flows.as_deref();
    client.description.allowed_oauth_flows_user_pool_client == Some(true)
        && flows.unwrap_or_default().contains(&flow)
}

async fn by_refresh_token(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    form: &Parameters,
) -> Result<TokenResponse, OauthError> {
    let refresh_token = form
        .get("refresh_token")
        .map(Secret::from)
        .ok_or(OauthError::InvalidRequest)?;
    let refreshed = if let Some(grace) = client.rules.rotation {
        ctx.retry(|| refresh::rotate(ctx, pool, client, &refresh_token, None, grace))
            .await
    } else if refresh::check_allowed(client).is_err() {
        return Err(OauthError::UnauthorizedClient);
    } else {
        refresh::by_token(ctx, pool, client, &refresh_token).await
    };
    let result = refreshed.map_err(|error| match error.exception().name {
        "NotAuthorizedException" | "RefreshTokenReuseException" => OauthError::InvalidGrant,
        _ => OauthError::from(error),
    })?;
    Ok(TokenResponse {
        id_token: result.id_token,
        access_token: result.access_token.ok_or(OauthError::InvalidGrant)?,
        refresh_token: result.refresh_token,
        expires_in: result.expires_in.unwrap_or_default(),
    })
}

/// `client_credentials` (RFC 6749 §4.4): a token that stands for no user.
async fn by_client(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    form: &Parameters,
) -> Result<TokenResponse, OauthError> {
    if client.description.allowed_oauth_flows_user_pool_client != Some(true) {
        return Err(OauthError::InvalidGrant);
    }
    if !allows(client, OauthFlowType::ClientCredentials) || !client.is_confidential() {
        return Err(OauthError::UnauthorizedClient);
    }
    let granted = scopes::of_resource_servers(ctx, client, form.get("scope")).await?;
    // Which error Cognito has for unknown scopes is unconfirmed: `invalid_grant` by most reports.
    let scopes = granted.map_err(|_| OauthError::InvalidGrant)?;
    let metadata = match form.get("aws_client_metadata") {
        None => None,
        Some(text) => Some(serde_json::from_str(text).map_err(|_| OauthError::InvalidRequest)?),
    };
    let ctx = ctx.with_client_metadata(metadata.as_ref());
    let access_token = token::issue_to_client(&ctx, pool, client, &scopes).await?;
    Ok(TokenResponse {
        id_token: None,
        access_token,
        refresh_token: None,
        expires_in: i32::try_from(client.rules.access_seconds).unwrap_or(i32::MAX),
    })
}

//! Access tokens that come back: signature, claims, and whether the session still stands.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Client, Pool, TokenUse, User};

/// The scope that the token-authorised operations ask for.
const SCOPE: &str = "aws.cognito.signin.user.admin";

/// Who an access token stands for.
#[derive(Debug)]
pub(crate) struct Authenticated {
    pub(crate) pool: Arc<Pool>,
    pub(crate) client: Arc<Client>,
    pub(crate) user: User,
    /// The session that the token came from.
    pub(crate) session_id: Option<String>,
    /// The device that the token was issued on, where the pool keeps track of them.
    pub(crate) device_key: Option<String>,
    /// The token's scopes.
    pub(crate) scopes: Vec<String>,
}

#[derive(Deserialize)]
struct Header {
    kid: String,
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    iss: String,
    client_id: Option<String>,
    origin_jti: Option<String>,
    device_key: Option<String>,
    token_use: String,
    #[serde(default)]
    scope: String,
    iat: i64,
    exp: i64,
}

/// Checks an access token for the operations that it authorises.
pub(crate) async fn authenticate(engine: &Engine, token: &str) -> Result<Authenticated, Error> {
    authenticate_for(engine, token, SCOPE).await
}

/// Checks an access token that must have a scope, and that nobody has revoked it: a signature check and one read.
pub(crate) async fn authenticate_for(
    engine: &Engine,
    token: &str,
    scope: &str,
) -> Result<Authenticated, Error> {
    let invalid = || Error::AccessTokenInvalid;
    let (signed, signature) = token.rsplit_once('.').ok_or_else(invalid)?;
    let (header, payload) = signed.split_once('.').ok_or_else(invalid)?;
    let header: Header = decode(header)?;
    let claims: Claims = decode(payload)?;
    if header.alg != "RS256" {
        return Err(invalid());
    }
    // The issuer only names the pool whose keys are tried; it is compared once the signature holds.
    let (_, pool_id) = claims.iss.rsplit_once('/').ok_or_else(invalid)?;
    let pool = engine.store.pool(pool_id).await?.ok_or_else(invalid)?;
    let keys = engine.keys.of(&*engine.store, &pool.id).await?;
    let key = keys.of(TokenUse::Access);
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid())?;
    if header.kid != key.kid {
        return Err(invalid());
    }
    if !key.verify(signed.as_bytes(), &signature) {
        return Err(Error::AccessTokenSignature);
    }
    if claims.iss != engine.issuer(&pool) || claims.token_use != TokenUse::Access.as_str() {
        return Err(invalid());
    }
    if engine.clock.now().0.div_euclid(1000) >= claims.exp {
        return Err(Error::AccessTokenExpired);
    }
    if !claims.scope.split(' ').any(|other| other == scope) {
        return Err(Error::AccessTokenScope);
    }
    let client_id = claims.client_id.as_deref().ok_or_else(invalid)?;
    let client = engine
        .store
        .client(client_id)
        .await?
        .filter(|client| client.pool_id == pool.id);
    let client = client.ok_or_else(invalid)?;
    let session_id = claims.origin_jti.as_deref();
    let (user, session) = engine
        .store
        .user_and_session(&pool.id, &claims.sub, session_id)
        .await?;
    let user = user.ok_or(Error::UserNotFound)?;
    let stands = match (session_id, session) {
        (Some(_), Some(session)) => session.revoked_at.is_none(),
        (Some(_), None) => false,
        // Without `origin_jti` only a sign-out everywhere reaches the token; it counts whole seconds.
        (None, _) => user
            .signed_out_at
            .is_none_or(|at| at.0.div_euclid(1000) < claims.iat),
    };
    if !stands {
        return Err(Error::AccessTokenRevoked);
    }
    if !user.enabled {
        return Err(Error::UserDisabled);
    }
    Ok(Authenticated {
        pool,
        client,
        user,
        session_id: claims.origin_jti,
        scopes: claims.scope.split(' ').map(str::to_owned).collect(),
        device_key: claims.device_key,
    })
}

fn decode<T: for<'de> Deserialize<'de>>(segment: &str) -> Result<T, Error> {
    let bytes = URL_SAFE_NO_PAD
        .decode(segment)
        .map_err(|_| Error::AccessTokenInvalid)?;
    serde_json::from_slice(&bytes).map_err(|_| Error::AccessTokenInvalid)
}

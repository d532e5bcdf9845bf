//! Key sets and discovery documents of the pools' issuers (OpenID Connect Discovery 1.0, RFC 7517).

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde_json::{Value, json};

use crate::service::PoolService;
use crate::wire;

/// The public keys of a pool.
pub(crate) async fn jwks(
    State(service): State<PoolService>,
    Path(pool_id): Path<String>,
) -> Response {
    if !matches!(service.engine.store.pool(&pool_id).await, Ok(Some(_))) {
        return wire::not_found().await;
    }
    match service.engine.public_keys(&pool_id).await {
        Err(error) => wire::error_response(&error, None),
        Ok(keys) => {
            let keys: Vec<Value> = keys
                .iter()
                .map(|key| {
                    json!({
                        "alg": "RS256",
                        "e": key.exponent,
                        "kid": key.kid,
                        "kty": "RSA",
                        "n": key.modulus,
                        "use": "sig",
                    })
                })
                .collect();
            cached(json!({ "keys": keys }))
        }
    }
}

/// The discovery document of a pool. Without a domain the endpoints stand under the issuer.
pub(crate) async fn openid_configuration(
    State(service): State<PoolService>,
    Path(pool_id): Path<String>,
) -> Response {
    let pool = match service.engine.store.pool(&pool_id).await {
        Ok(Some(pool)) => pool,
        Ok(None) => return wire::not_found().await,
        Err(error) => return wire::error_response(&error.into(), None),
    };
    let issuer = service.engine.issuer(&pool);
    let hosted = match service.engine.hosted_url(&pool).await {
        Ok(hosted) => hosted,
        Err(error) => return wire::error_response(&error, None),
    };
    let endpoint = |path: &str| format!("{hosted}{path}");
    cached(json!({
        "authorization_endpoint": endpoint("/oauth2/authorize"),
        "end_session_endpoint": endpoint("/logout"),
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": endpoint("/oauth2/revoke"),
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": endpoint("/oauth2/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": endpoint("/oauth2/userInfo"),
    }))
}

fn cached(document: Value) -> Response {
    let mut response = Json(document).into_response();
    let value = HeaderValue::from_static("public, max-age=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

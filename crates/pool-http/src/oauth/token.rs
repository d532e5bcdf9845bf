//! `POST /oauth2/token` (RFC 6749 §3.2).

use axum::body::Bytes;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use poolgate_pool::oauth::{OauthError, TokenResponse, token};
use serde_json::{Map, Value, json};

use super::answer;
use super::hosted::Hosted;

pub(crate) async fn post(hosted: Hosted, headers: HeaderMap, body: Bytes) -> Response {
    match exchange(&hosted, &headers, &body).await {
        Ok(tokens) => answer::json(StatusCode::OK, &shown(&tokens)),
        Err(error) => {
            let strict = hosted.service.engine.settings.strict_oauth;
            let unauthorized = if strict {
                StatusCode::UNAUTHORIZED
            } else {
                StatusCode::BAD_REQUEST
            };
            answer::error(&error, unauthorized)
        }
    }
}

async fn exchange(
    hosted: &Hosted,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<TokenResponse, OauthError> {
    let form = answer::form(headers, body)?;
    let basic = answer::basic(headers)?;
    token::exchange(&hosted.ctx(), &hosted.pool, basic.as_ref(), &form).await
}

fn shown(tokens: &TokenResponse) -> Value {
    let mut body = Map::new();
    if let Some(token) = &tokens.id_token {
        body.insert("id_token".to_owned(), json!(token));
    }
    body.insert("access_token".to_owned(), json!(tokens.access_token));
    if let Some(token) = &tokens.refresh_token {
        body.insert("refresh_token".to_owned(), json!(token));
    }
    body.insert("expires_in".to_owned(), json!(tokens.expires_in));
    body.insert("token_type".to_owned(), json!("Bearer"));
    Value::Object(body)
}

//! `GET` and `POST /oauth2/userInfo` (OpenID Connect Core §5.3). The token travels in the header alone.

use axum::response::Response;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use poolgate_pool::oauth::user_info::{self, NoUserInfo};
use serde_json::{Value, json};

use super::answer;
use super::hosted::Hosted;

pub(crate) async fn answer(hosted: Hosted, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else {
        return refusal(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "Bad OAuth2 request at UserInfo Endpoint",
        );
    };
    match user_info::run(&hosted.service.engine, &hosted.pool, token).await {
        Ok(claims) => answer::json(StatusCode::OK, &Value::Object(claims)),
        Err(NoUserInfo::WithoutOpenid) => refusal(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "Access token does not contain openid scope",
        ),
        Err(NoUserInfo::InvalidToken) => refusal(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "Access token is expired, disabled, or deleted, or the user has globally signed out.",
        ),
        Err(NoUserInfo::Failed(error)) => answer::error(&error.into(), StatusCode::UNAUTHORIZED),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn refusal(status: StatusCode, error: &str, description: &str) -> Response {
    let body = json!({ "error": error, "error_description": description });
    let mut response = answer::json(status, &body);
    let challenge = format!("error=\"{error}\", error_description=\"{description}\"");
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

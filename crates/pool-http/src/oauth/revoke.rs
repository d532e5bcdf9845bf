//! `POST /oauth2/revoke` (RFC 7009).

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use poolgate_pool::oauth::{OauthError, revoke};

use super::answer;
use super::hosted::Hosted;

pub(crate) async fn post(hosted: Hosted, headers: HeaderMap, body: Bytes) -> Response {
    match run(&hosted, &headers, &body).await {
        Ok(()) => {
            let mut response = StatusCode::OK.into_response();
            answer::never_kept(response.headers_mut());
            response
        }
        Err(error) => answer::error(&error, StatusCode::UNAUTHORIZED),
    }
}

async fn run(hosted: &Hosted, headers: &HeaderMap, body: &Bytes) -> Result<(), OauthError> {
    let form = answer::form(headers, body)?;
    let basic = answer::basic(headers)?;
    revoke::run(&hosted.ctx(), &hosted.pool, basic.as_ref(), &form).await
}

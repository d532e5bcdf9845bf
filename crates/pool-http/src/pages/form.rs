//! Forms that come in: from our own pages alone.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use poolgate_pool::oauth::Parameters;
use poolgate_pool_api::Secret;
use poolgate_ui::{CSRF_FIELD, Failure, fail, is_own_form};

use crate::service::PoolService;

/// What stood in a form.
pub(crate) struct Form(Parameters);

impl Form {
    /// What was typed, without white space at its ends; `None` where there is nothing.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let text = self.0.get(name).map(str::trim);
        text.filter(|text| !text.is_empty())
    }

    /// A password, exactly as it was typed.
    pub(crate) fn password(&self, name: &str) -> Option<Secret> {
        self.0.get(name).map(Secret::from)
    }

    /// A code: people copy white space and hyphens along.
    pub(crate) fn code(&self, name: &str) -> Option<Secret> {
        let typed = self.0.get(name)?;
        let code: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        (!code.is_empty()).then(|| Secret::from(code))
    }
}

impl FromRequest<PoolService> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, service: &PoolService) -> Result<Self, Response> {
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, service)
            .await
            .map_err(|_| fail(Failure::InvalidRequest, &headers))?;
        let pairs = form_urlencoded::parse(&body).into_owned().collect();
        let parameters =
            Parameters::new(pairs).map_err(|_| fail(Failure::InvalidRequest, &headers))?;
        if is_own_form(&headers, parameters.get(CSRF_FIELD)) {
            Ok(Self(parameters))
        } else {
            Err(fail(Failure::Forbidden, &headers))
        }
    }
}

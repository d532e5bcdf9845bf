//! The guard: a tower layer for an application that nests [`Gateway::router`].

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::{FromRef, OriginalUri};
use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::request::Parts;
use http::{HeaderMap, HeaderName, Request, StatusCode};
use poolgate_verify::{Requirement, VerifiedClaims, Verifier};
use tower::{Layer, Service};

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;
use crate::guarded::{Guarded, names_an_identity};
use crate::layers::turned;
use crate::rule::Path;
use crate::to_login;

/// Lets only signed-in callers through to the routes of an application that nests the gateway: by bearer token, by the
/// session of a browser, and for a WebSocket by a ticket.
///
/// What passes carries [`VerifiedClaims`], so that the extractors of `poolgate-verify` work behind it. What does not
/// gets the gateway's own answers; a browser that wants to see a page is sent to the sign-in, and comes back. Identity
/// headers that a proxy in front of other applications would set (`X-Auth-Request-…`) never pass.
///
/// ```
/// use axum::Router;
/// use axum::routing::get;
/// use poolgate_gateway::Gateway;
/// use poolgate_verify::{Requirement, VerifiedClaims};
///
/// async fn hello(claims: VerifiedClaims) -> String {
///     format!("Hello {}", claims.sub())
/// }
///
/// fn application(gateway: &Gateway) -> Router {
///     let admins = Requirement::default().any_group(["admins"]);
///     Router::new()
///         .route("/admin", get(hello).layer(gateway.guard().requirement(admins)))
///         .route("/hello", get(hello).layer(gateway.guard()))
///         .with_state(gateway.clone())
///         .merge(gateway.router())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Guard {
    gateway: Gateway,
    requirement: Requirement,
}

impl Guard {
    pub(crate) fn new(gateway: Gateway) -> Self {
        Self {
            gateway,
            requirement: Requirement::default(),
        }
    }

    /// Groups and scopes that callers must have: 403 where they do not.
    #[must_use]
    pub fn requirement(mut self, requirement: Requirement) -> Self {
        self.requirement = requirement;
        self
    }

    async fn check(&self, parts: &Parts) -> Result<VerifiedClaims, Response> {
        match self.caller(parts).await {
            Ok(Some(caller)) => Ok(caller.claims.into()),
            Ok(None) => Err(nobody(parts)),
            Err(error) => Err(error.into_response()),
        }
    }

    async fn caller(&self, parts: &Parts) -> Result<Option<Caller>, ApiError> {
        let found = Guarded::direct(parts).caller(parts, &self.gateway).await?;
        let Some(caller) = Caller::as_set(found, &self.gateway).await? else {
            return Ok(None);
        };
        match self.requirement.check(&caller.claims) {
            Ok(()) => Ok(Some(caller)),
            Err(missing) => Err(ApiError::new(Code::InsufficientScope).cause(missing)),
        }
    }
}

/// The answer where nobody is signed in: to the sign-in for a page, and an error for all else.
fn nobody(parts: &Parts) -> Response {
    let original = parts.extensions.get::<OriginalUri>();
    let uri = original.map_or(&parts.uri, |original| &original.0);
    // Only a path with one reading leads back to where it came from.
    let location = uri
        .path_and_query()
        .filter(|_| Path::parse(uri.path()).is_some())
        .and_then(|target| to_login::location(&parts.headers, &parts.method, target.as_str()));
    match location {
        Some(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        None => ApiError::new(Code::TokenMissing).into_response(),
    }
}

/// Who a caller is, only the token says.
fn strip_identity(headers: &mut HeaderMap) {
    let claimed: Vec<HeaderName> = headers
        .keys()
        .filter(|name| names_an_identity(name))
        .cloned()
        .collect();
    for name in claimed {
        headers.remove(name);
    }
}

impl<S> Layer<S> for Guard {
    type Service = GuardedService<S>;

    fn layer(&self, inner: S) -> GuardedService<S> {
        GuardedService {
            inner,
            guard: self.clone(),
        }
    }
}

/// The service that [`Guard`] makes.
#[derive(Clone)]
pub struct GuardedService<S> {
    inner: S,
    guard: Guard,
}

impl<S> fmt::Debug for GuardedService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedService")
            .field("guard", &self.guard)
            .finish_non_exhaustive()
    }
}

impl<S, B> Service<Request<B>> for GuardedService<S>
where
    S: Service<Request<B>> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
    B: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that was polled ready does the work; its clone waits for the next call.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let guard = self.guard.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            strip_identity(&mut parts.headers);
            let check = Box::pin(guard.check(&parts));
            match turned(&guard.gateway, &parts, check).await {
                Ok(claims) => {
                    parts.extensions.insert(claims);
                    let answer = inner.call(Request::from_parts(parts, body)).await?;
                    Ok(answer.into_response())
                }
                Err(refused) => Ok(refused),
            }
        })
    }
}

/// The extractors of `poolgate-verify` work in an application whose state is the gateway.
impl FromRef<Gateway> for Verifier {
    fn from_ref(gateway: &Gateway) -> Self {
        gateway.verifier().clone()
    }
}

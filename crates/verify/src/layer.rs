//! A tower layer in front of a service that only callers with a token may reach (feature `tower`).

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{Request, Response};
use tower::{Layer, Service};

use crate::bearer::{Rejection, bearer_token};
use crate::claims::Claims;
use crate::requirement::Requirement;
use crate::verifier::Verifier;

/// The claims of the request's token, as the layer leaves them in the request's extensions.
///
/// With the feature `axum` also an extractor.
#[derive(Clone, Debug)]
pub struct VerifiedClaims(Arc<Claims>);

/// For a layer of one's own that verifies by other ways, and has the extractors behind it find the claims.
impl From<Claims> for VerifiedClaims {
    fn from(claims: Claims) -> Self {
        Self(Arc::new(claims))
    }
}

impl std::ops::Deref for VerifiedClaims {
    type Target = Claims;

    fn deref(&self) -> &Claims {
        &self.0
    }
}

/// The answer to a request that is turned away. The headers that belong to it are added afterwards.
///
/// Every `Fn(&Rejection, &Parts) -> Response<B>` is one.
pub trait OnReject<B>: Clone + Send + Sync + 'static {
    /// Answers instead of the service. `request` is the request without its body.
    fn respond(&self, rejection: &Rejection, request: &Parts) -> Response<B>;
}

impl<B, F> OnReject<B> for F
where
    F: Fn(&Rejection, &Parts) -> Response<B> + Clone + Send + Sync + 'static,
{
    fn respond(&self, rejection: &Rejection, request: &Parts) -> Response<B> {
        self(rejection, request)
    }
}

/// Answers with one sentence in plain text: what [`RequireToken`] does by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainText;

impl<B: From<&'static str>> OnReject<B> for PlainText {
    fn respond(&self, rejection: &Rejection, _request: &Parts) -> Response<B> {
        rejection.plain_text()
    }
}

/// Lets only requests with a valid bearer token through, and hands their claims on as [`VerifiedClaims`] in the
/// request's extensions.
///
/// ```
/// use http::{Request, Response};
/// use poolgate_verify::{ClientIds, Issuer, RequireToken, Requirement, TokenUse, Verifier};
/// use tower::{ServiceBuilder, service_fn};
///
/// let issuer = Issuer::aws("eu-west-1", "eu-west-1_AbCdEfGhI")?;
/// let verifier = Verifier::builder(issuer, ClientIds::only(["1example23456789"]), TokenUse::Access).build()?;
/// let guarded = ServiceBuilder::new()
///     .layer(RequireToken::new(verifier).requirement(Requirement::default().any_group(["admins"])))
///     .service(service_fn(|_request: Request<String>| async {
///         Ok::<_, std::convert::Infallible>(Response::new("only admins read this".to_owned()))
///     }));
/// # let _ = guarded;
/// # Ok::<(), poolgate_verify::BuildError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RequireToken<R = PlainText> {
    verifier: Verifier,
    on_reject: R,
}

impl RequireToken {
    /// A layer that asks this verifier, and answers rejections in plain text.
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            on_reject: PlainText,
        }
    }
}

impl<R> RequireToken<R> {
    /// Groups and scopes that the token must carry: 403 where it does not.
    #[must_use]
    pub fn requirement(mut self, requirement: Requirement) -> Self {
        self.verifier = self.verifier.requiring(requirement);
        self
    }

    /// Answers rejections by `on_reject`. `WWW-Authenticate` and `Retry-After` are added to its response where absent.
    #[must_use]
    pub fn on_reject<N>(self, on_reject: N) -> RequireToken<N> {
        RequireToken {
            verifier: self.verifier,
            on_reject,
        }
    }
}

impl<S, R: Clone> Layer<S> for RequireToken<R> {
    type Service = TokenGate<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        TokenGate {
            inner,
            layer: self.clone(),
        }
    }
}

/// The service that [`RequireToken`] makes.
#[derive(Clone, Debug)]
pub struct TokenGate<S, R = PlainText> {
    inner: S,
    layer: RequireToken<R>,
}

impl<S, R, ReqBody, ResBody> Service<Request<ReqBody>> for TokenGate<S, R>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
    R: OnReject<ResBody>,
    ReqBody: Send + 'static,
    ResBody: Send + 'static,
{
    type Response = Response<ResBody>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        // The service that was polled ready does the work; its clone waits for the next call.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let layer = self.layer.clone();
        Box::pin(async move {
            let verified = match bearer_token(request.headers()) {
                Ok(token) => layer.verifier.verify(token).await.map_err(Rejection::from),
                Err(rejection) => Err(rejection),
            };
            match verified {
                Ok(claims) => {
                    request
                        .extensions_mut()
                        .insert(VerifiedClaims::from(claims));
                    inner.call(request).await
                }
                Err(rejection) => {
                    tracing::debug!(reason = %rejection, "turned a request away");
                    let (parts, _body) = request.into_parts();
                    let mut response = layer.on_reject.respond(&rejection, &parts);
                    rejection.decorate(&mut response);
                    Ok(response)
                }
            }
        })
    }
}

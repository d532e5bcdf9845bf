//! Claims as arguments of axum handlers (feature `axum`).
//!
//! The extractors take what [`RequireToken`](crate::RequireToken) left in the request, and otherwise verify the token
//! with the [`Verifier`] of the router's state. Rejections are answered in plain text, and lie in the extensions of the
//! response: a `map_response` layer that finds a [`Rejection`] there can put another body in its place.

use std::marker::PhantomData;

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::response::{IntoResponse, Response};
use http::request::Parts;

use crate::bearer::{Rejection, bearer_token};
use crate::claims::Claims;
use crate::layer::VerifiedClaims;
use crate::requirement::Requirement;
use crate::verifier::Verifier;

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.plain_text()
    }
}

async fn claims_of<S>(parts: &mut Parts, state: &S) -> Result<VerifiedClaims, Rejection>
where
    Verifier: FromRef<S>,
    S: Send + Sync,
{
    if let Some(verified) = parts.extensions.get::<VerifiedClaims>() {
        return Ok(verified.clone());
    }
    let token = bearer_token(&parts.headers)?;
    let verified = VerifiedClaims::from(Verifier::from_ref(state).verify(token).await?);
    parts.extensions.insert(verified.clone());
    Ok(verified)
}

/// Requires a valid token.
///
/// ```
/// use axum::{Router, routing::get};
/// use poolgate_verify::{VerifiedClaims, Verifier};
///
/// async fn who_am_i(claims: VerifiedClaims) -> String {
///     format!("{} in {} groups", claims.sub(), claims.groups().count())
/// }
///
/// fn routes(verifier: Verifier) -> Router {
///     Router::new().route("/me", get(who_am_i)).with_state(verifier)
/// }
/// ```
impl<S> FromRequestParts<S> for VerifiedClaims
where
    Verifier: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        claims_of(parts, state).await
    }
}

/// `Option<VerifiedClaims>`: nothing where no token was sent. A token that was sent must be valid.
impl<S> OptionalFromRequestParts<S> for VerifiedClaims
where
    Verifier: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Rejection> {
        match claims_of(parts, state).await {
            Ok(verified) => Ok(Some(verified)),
            Err(Rejection::NoToken) => Ok(None),
            Err(rejection) => Err(rejection),
        }
    }
}

/// Rights by name, for [`Authorized`].
pub trait Policy: Send + Sync + 'static {
    /// What a token must carry.
    fn requirement() -> Requirement;
}

/// Requires a valid token with the rights of a [`Policy`]: 401 without the one, 403 without the others.
///
/// ```
/// use poolgate_verify::{Authorized, Policy, Requirement};
///
/// struct Admins;
/// impl Policy for Admins {
///     fn requirement() -> Requirement {
///         Requirement::default().any_group(["admins"])
///     }
/// }
///
/// async fn delete_everything(admin: Authorized<Admins>) -> String {
///     format!("{} did it", admin.sub())
/// }
/// ```
pub struct Authorized<P> {
    claims: VerifiedClaims,
    policy: PhantomData<P>,
}

impl<P> std::ops::Deref for Authorized<P> {
    type Target = Claims;

    fn deref(&self) -> &Claims {
        &self.claims
    }
}

impl<P> std::fmt::Debug for Authorized<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Authorized").field(&self.claims).finish()
    }
}

impl<S, P> FromRequestParts<S> for Authorized<P>
where
    Verifier: FromRef<S>,
    S: Send + Sync,
    P: Policy,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let claims = claims_of(parts, state).await?;
        P::requirement().check(&claims)?;
        Ok(Self {
            claims,
            policy: PhantomData,
        })
    }
}

//! Verifies JSON Web Tokens of Amazon Cognito user pools, and of servers that speak like Cognito.
//!
//! Without the AWS SDK; RS256 alone, on aws-lc-rs; strict about everything that is signed or sent.
//!
//! ```no_run
//! use poolgate_verify::{ClientIds, Issuer, TokenUse, Verifier};
//!
//! # async fn example(token: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::builder(
//!     Issuer::aws("eu-west-1", "eu-west-1_AbCdEfGhI")?, // or Issuer::url("http://127.0.0.1:9229/local_AbCdEfGhI")?
//!     ClientIds::only(["1example23456789"]),
//!     TokenUse::Access,
//! )
//! .build()?;
//! verifier.keys().refresh().await?; // optional: ready before the first token
//!
//! let claims = verifier.verify(token).await?;
//! println!("{} may {:?}", claims.sub(), claims.scopes().collect::<Vec<_>>());
//! # Ok(())
//! # }
//! ```
//!
//! # What is checked, in this order
//!
//! 1. Size (16 KiB), three segments, strict base64url, JSON objects without duplicate keys.
//! 2. The header: `alg` is RS256; no `crit`, no `b64`; keys or addresses of keys in it (`jwk`, `jku`, `x5c`, `x5u`) are
//!    not looked at.
//! 3. The key: by `kid`, from the configured key set alone.
//! 4. The signature, over header and payload as they were sent.
//! 5. The claims: `iss` exactly as configured, `token_use`, `client_id` or `aud`, `exp`, `nbf`, `iat`.
//! 6. Required groups and scopes. What fails here is 403, everything before 401.
//!
//! A token stays valid until it expires, wherever its user has signed out meanwhile: whoever needs to know at once must ask
//! the pool (`GetUser`).
//!
//! # Keys
//!
//! They are fetched from the issuer ([`HttpKeySet`], feature `reqwest`), or from any [`FetchKeySet`], once for however many
//! requests wait; again in the background every ten minutes; and when a token names an unknown key, at most once a minute
//! where such fetches find nothing. While the source fails, the last keys serve on. [`CacheSettings`] changes the figures.
//!
//! ```
//! use poolgate_verify::{ClientIds, Issuer, StaticKeySet, TokenUse, Verifier};
//!
//! let verifier = Verifier::builder(Issuer::url("https://issuer.example")?, ClientIds::any(), TokenUse::Id)
//!     .key_source(StaticKeySet::new(r#"{"keys": []}"#))
//!     .build()?;
//! let error = verifier.verify_cached("e30.e30.e30").expect_err("it names no algorithm");
//! assert_eq!((error.status(), error.code()), (401, "algorithm_refused"));
//! assert_eq!(error.to_string(), "alg is nothing, expected \"RS256\"");
//! # Ok::<(), poolgate_verify::BuildError>(())
//! ```
//!
//! # Features
//!
//! - `reqwest` (default): [`HttpKeySet`].
//! - `tower`: [`RequireToken`], and [`bearer_token`] and [`Rejection`] for layers of one's own.
//! - `axum`: the extractors [`VerifiedClaims`] and [`Authorized`].

mod builder;
mod claims;
mod clock;
mod error;
mod issuer;
mod jwk;
mod jwks;
mod parse;
mod requirement;
mod source;
mod verifier;

#[cfg(feature = "tower")]
mod bearer;
#[cfg(feature = "axum")]
mod extract;
#[cfg(feature = "reqwest")]
mod fetch;
#[cfg(feature = "tower")]
mod layer;

pub use crate::builder::VerifierBuilder;
pub use crate::claims::{Claims, TokenUse};
pub use crate::clock::{Clock, SystemClock};
pub use crate::error::{BuildError, Error, ErrorKind, FetchError};
pub use crate::issuer::Issuer;
pub use crate::jwks::KeyCache;
pub use crate::parse::{Unverified, decode_unverified};
pub use crate::requirement::Requirement;
pub use crate::source::{CacheSettings, FetchKeySet, StaticKeySet};
pub use crate::verifier::{AcceptedUse, ClientIds, Verifier};

#[cfg(feature = "tower")]
pub use crate::bearer::{Rejection, bearer_token};
#[cfg(feature = "axum")]
pub use crate::extract::{Authorized, Policy};
#[cfg(feature = "reqwest")]
pub use crate::fetch::HttpKeySet;
#[cfg(feature = "tower")]
pub use crate::layer::{OnReject, PlainText, RequireToken, TokenGate, VerifiedClaims};

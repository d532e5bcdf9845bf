//! A typed Amazon Cognito user-pool client over the AWS SDK.
//!
//! It speaks for one app client of one user pool: sign-up, sign-in, challenges, refresh, sign-out and
//! passwords. Calls of a confidential client carry `SECRET_HASH` by themselves, public clients need
//! no AWS credentials, and every refusal comes back as a variant of [`Error`] that says what went
//! wrong for the caller.
//!
//! ```no_run
//! use poolgate_client::{Client, ClientConfig, SignIn};
//!
//! # async fn example() -> Result<(), poolgate_client::Error> {
//! let client = Client::new(ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", "1example23456789")).await;
//! match client.login("user@example.com", &"Test123456".into()).await? {
//!     SignIn::Tokens(tokens) => println!("signed in for {} seconds", tokens.expires_in),
//!     SignIn::Challenge(challenge) => println!("next: {}", challenge.name),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::register_user`] and [`Client::login_user`] are the two calls that most services begin with, and
//! [`Error::user_message`] has a sentence for the person in front of the screen.
//!
//! # Features
//!
//! - `in-process`: the transport [`InProcess`](https://docs.rs/poolgate-client/latest/poolgate_client/struct.InProcess.html),
//!   for a pool in the same process, such as in tests. Brings axum.
//!
//! # Versions
//!
//! The crate follows semantic versioning. [`Error`], [`Transport`], [`Credentials`] and [`SignInFlow`] grow without
//! a major version: they are `#[non_exhaustive]`. Types of the AWS SDK are not part of the interface, so its versions
//! are not either. The least supported Rust version is that of the AWS SDK, and a newer one is a minor version.
//!
//! Tokens, passwords and codes are [`secrecy::SecretString`]s: they cannot be printed. The AWS SDK
//! itself writes request bodies to its own log at level `trace`; leave the targets `aws_smithy_*` at
//! `info` or above.

mod account;
mod admin;
mod attributes;
mod challenge;
mod choice;
mod client;
mod code;
mod config;
mod document;
mod environment;
mod error;
mod from_sdk;
mod guard;
#[cfg(feature = "in-process")]
mod in_process;
mod mfa;
mod observe;
pub mod operator;
mod passkeys;
mod reachable;
mod refresh;
mod refusal;
mod sdk;
mod sessions;
mod simple;
mod transport;
mod types;
mod unsigned;

pub use admin::{AdminUser, UserPage};
pub use challenge::{Challenge, ChallengeAnswer, SignIn};
pub use client::Client;
pub use code::{CodeError, CodeGrant};
pub use config::{ClientConfig, Credentials, SignInFlow, Timeouts};
pub use environment::EnvironmentError;
pub use error::{BoxError, Error};
pub use guard::{BreakerSettings, Category, Quotas};
#[cfg(feature = "in-process")]
pub use in_process::InProcess;
pub use mfa::{Factor, MfaPreference, Setup, SoftwareToken};
pub use observe::{Call, CallOutcome, Observe};
pub use passkeys::Passkey;
pub use sessions::UserSession;
pub use transport::{Seen, Transport, TransportError};
pub use types::{Delivery, NewUser, SignedUp, Tokens, User};

/// The examples of the read-me, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadMe;

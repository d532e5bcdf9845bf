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
//! Tokens, passwords and codes are [`secrecy::SecretString`]s: they cannot be printed. The AWS SDK
//! itself writes request bodies to its own log at level `trace`; leave the targets `aws_smithy_*` at
//! `info` or above.

mod account;
mod attributes;
mod challenge;
mod client;
mod config;
mod error;
pub mod operator;
mod refresh;
mod refusal;
mod sdk;
mod transport;
mod types;

pub use challenge::{Challenge, ChallengeAnswer, SignIn};
pub use client::Client;
pub use config::{ClientConfig, Credentials, SignInFlow, Timeouts};
pub use error::{BoxError, Error};
pub use transport::{InProcess, Transport, TransportError};
pub use types::{Delivery, NewUser, SignedUp, Tokens, User};

//! Sign-in by other identity providers (OpenID Connect Core §3.1, RFC 6749 §4.1): the pool is their client. What leaves the
//! process goes through [`CallProvider`].

mod account;
mod arrive;
mod call;
mod claims;
mod client_secret;
mod depart;
mod discovery;
mod exchange;
mod fault;
mod id_token;
mod key_set;
mod provider;
mod state;

pub use arrive::{Arrival, UNKNOWN as UNKNOWN_PROVIDER, arrive};
pub use call::{CallError, CallProvider, Method, NoProviders, ProviderAnswer, ProviderRequest};
pub use depart::{Departure, Origin, depart};
pub use discovery::Federation;
pub use provider::{Choice, DEVELOPMENT_BASE, DEVELOPMENT_CLIENT_ID, Provider, chosen};
pub use state::LIFETIME;

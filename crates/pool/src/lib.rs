//! The user-pool engine: what each operation of the Cognito API does, without HTTP and without SQL.
//!
//! An operation ([`ops`]) reads what it needs from the [`store`], decides with no transaction open, and
//! commits one list of [`store::Change`]s, which is applied whole or not at all. Time, chance, keys and
//! storage are parameters of the [`Engine`].

pub mod bootstrap;
mod clock;
mod ctx;
mod documents;
mod error;
pub mod federation;
mod flow;
mod keys;
pub mod model;
pub mod oauth;
pub mod ops;
mod retry;
pub mod seed;
pub mod store;
mod token;
pub mod trigger;
mod work;

pub use clock::{Clock, SystemClock};
pub use ctx::{Caller, Ctx, Engine, EngineParts, Issuer, Settings};
pub use error::{Error, Exception};
pub use keys::{KeyGenerator, PublicKey, generate_key};
pub use work::Work;

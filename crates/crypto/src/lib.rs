//! The cryptography of Poolgate that is not a token: SRP verifiers, `SECRET_HASH`, sealing under the
//! master key, one-time codes, passkeys, random values. Pure functions over [`aws_lc_rs`]; no I/O, no clock.
//!
//! JSON Web Tokens are verified by `poolgate-verify` and signed by the pool's `token` module.

mod bn;
mod code;
mod master_key;
mod random;
mod sdk_message;
mod seal;
mod secret_hash;
pub mod srp;
mod totp;
pub mod webauthn;

pub use code::{CodeKey, CodeMac};
pub use master_key::{MasterKey, MasterKeyError};
pub use random::{Random, SystemRandom, alphanumeric, base36, characters, digits};
pub use sdk_message::{NAMESPACE as SDK_NAMESPACE, SdkKey};
pub use seal::{OpenError, Sealer};
pub use secret_hash::{secret_hash, secret_hash_matches};
pub use totp::{new_totp_secret, totp_code, totp_step};

//! What several operations share: proofs of passwords and clients, codes, sign-in, refreshing.

pub(crate) mod aliases;
pub(crate) mod attempts;
pub(crate) mod attribute_update;
pub(crate) mod attributes;
mod challenge_session;
pub(crate) mod client_proof;
pub(crate) mod client_settings;
pub(crate) mod codes;
pub(crate) mod initiate;
pub(crate) mod invitation;
mod lockout;
mod new_password;
pub(crate) mod parameters;
pub(crate) mod password;
pub(crate) mod pool_settings;
mod proved;
pub(crate) mod recovery;
pub(crate) mod refresh;
pub(crate) mod respond;
mod schema_bounds;
mod sign_in;
mod srp;
mod step;
pub(crate) mod temporary_password;
pub(crate) mod usernames;
pub(crate) mod users;

//! What several operations share: proofs of passwords and clients, codes, sign-in, refreshing.

pub(crate) mod attributes;
pub(crate) mod client_proof;
pub(crate) mod codes;
pub(crate) mod initiate;
pub(crate) mod password;
pub(crate) mod recovery;
pub(crate) mod refresh;
pub(crate) mod sign_in;
pub(crate) mod users;

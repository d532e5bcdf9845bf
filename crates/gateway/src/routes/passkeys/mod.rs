//! The passkeys of the signed-in user.

pub(super) mod complete;
pub(super) mod list;
pub(super) mod remove;
pub(super) mod start;

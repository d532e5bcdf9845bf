//! Where the signed-in user is signed in.

pub(super) mod end;
pub(super) mod list;

//! Second factors of the signed-in user.

pub(super) mod remove_totp;
pub(super) mod show;
pub(super) mod start_totp;
pub(super) mod update;
pub(super) mod verify_totp;

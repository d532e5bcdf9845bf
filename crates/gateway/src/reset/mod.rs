//! Passwords reset by codes of the gateway's own, for accounts that may.

mod account;
mod code;
mod password;

pub(crate) use code::{request, to_token, with_code, with_token};

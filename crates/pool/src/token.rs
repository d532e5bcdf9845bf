//! Tokens: what they say, how they are signed, and how an access token that comes back is checked.

mod access;
mod claims;
mod id_hint;
mod refresh;

pub(crate) use access::{Authenticated, authenticate, authenticate_for};
pub(crate) use claims::{Issued, issue, issue_to_client, opens, scopes};
pub(crate) use id_hint::is_hint_of;
pub(crate) use refresh::{hash, looks_like_jwt, new_refresh_token};

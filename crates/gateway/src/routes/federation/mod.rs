//! Sign-in by another identity provider of the pool, over its hosted pages.

pub(super) mod callback;
mod cookie;
mod flow;
pub(super) mod place;
pub(super) mod start;

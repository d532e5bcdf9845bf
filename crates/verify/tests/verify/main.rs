//! The verifier from outside. Tests that begin with `r` and a number stand for that security requirement.

#![expect(clippy::unwrap_used, reason = "tests")]

mod claims;
mod fetch;
mod form;
mod keys;
mod layer;
mod rules;
mod signature;
mod world;

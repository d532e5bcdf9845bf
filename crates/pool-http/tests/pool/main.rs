//! The pool's behaviour, by the door that clients use.

#![expect(clippy::unwrap_used, reason = "tests")]

mod discovery;
mod ops;
mod security;
mod seed;
mod wire;

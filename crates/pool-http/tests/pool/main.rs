//! The pool's behaviour, by the door that clients use.

#![expect(clippy::unwrap_used, reason = "tests")]

mod discovery;
mod every_operation;
mod federation;
mod functions;
mod oauth;
mod ops;
mod pages;
mod security;
mod seed;
mod triggers;
mod wire;

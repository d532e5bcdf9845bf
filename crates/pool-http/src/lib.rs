//! The doors of the user pool: AWS JSON 1.1 on `POST /`, key sets and discovery, health.
//!
//! [`router`] makes them all; it serves a listener as well as calls without a socket.

mod development;
mod discovery;
pub mod federation;
mod health;
mod oauth;
mod pages;
mod service;
pub mod trigger;
pub mod wire;

pub use development::DevelopmentProvider;
pub use service::{Access, AccessKey, InProcessCaller, PoolService, router};

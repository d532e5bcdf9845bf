//! The development identity provider: it plays Google, Facebook, Apple and Amazon for people at this machine, so that a
//! sign-in by them can be tried without their credentials. In production it is not there.

mod account;
mod back_channel;
mod page;
mod provider;

pub(crate) use page::{PATH, routes};
pub use provider::DevelopmentProvider;

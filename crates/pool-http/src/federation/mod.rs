//! How requests reach other identity providers.

mod calls;

pub use calls::ProviderCalls;

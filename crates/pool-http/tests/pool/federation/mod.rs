//! Sign-in by other identity providers, through the endpoints.

mod accounts;
mod development;
mod id_tokens;
mod idp;
mod providers;
mod refusals;
mod state;
mod triggers;
mod world;

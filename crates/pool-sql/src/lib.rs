//! Storage of the user pool on SQLite: one file per aggregate with its queries and changes, and the
//! migrations. Secrets are sealed here, on the way in and out; the engine sees them open, the database
//! never does.

mod aggregates {
    pub(crate) mod attempts;
    pub(crate) mod auth_events;
    pub(crate) mod browser_sessions;
    pub(crate) mod clients;
    pub(crate) mod codes;
    pub(crate) mod devices;
    pub(crate) mod documents;
    pub(crate) mod failures;
    pub(crate) mod groups;
    pub(crate) mod messages;
    pub(crate) mod mfa;
    pub(crate) mod oauth_codes;
    pub(crate) mod outbox;
    pub(crate) mod passkeys;
    pub(crate) mod passwords;
    pub(crate) mod pools;
    pub(crate) mod sessions;
    pub(crate) mod settings;
    pub(crate) mod spent;
    pub(crate) mod user_search;
    pub(crate) mod users;
}

mod apply;
mod cache;
mod delivery;
mod migrations;
mod secrets;
mod store;

pub use delivery::Outgoing;
pub use migrations::MIGRATIONS;
pub use store::SqlStore;

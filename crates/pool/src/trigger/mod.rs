//! Lambda triggers: functions of the pool's owner that are asked while an operation decides, or told once it has.
//!
//! Everything fails closed. What is asked before a commit is asked once, however often the decision runs again; what
//! is told of a commit is told after it.

mod attributes;
mod call;
pub(crate) mod challenge;
mod claim_changes;
mod client_credentials;
pub(crate) mod custom_message;
mod custom_sender;
pub(crate) mod define_auth_challenge;
mod event;
pub(crate) mod inbound_federation;
mod invoke;
mod kind;
pub(crate) mod post_authentication;
pub(crate) mod post_confirmation;
pub(crate) mod pre_authentication;
pub(crate) mod pre_sign_up;
pub(crate) mod pre_token_generation;
mod run;
mod tries;
pub(crate) mod user_migration;

pub(crate) use call::Call;
pub(crate) use claim_changes::TokenChanges;
pub use client_credentials::client_credentials;
pub use custom_sender::FunctionMessage;
pub(crate) use event::NO_CLIENT;
pub use invoke::{InvokeError, InvokeTrigger, NoTriggers};
pub use tries::Tries;

//! Lambda triggers: what functions are told, what their answers do, and what their failures mean.

mod config;
mod custom_auth;
mod custom_auth_by_password;
mod custom_message;
mod custom_sender;
mod devices;
mod failures;
mod post_authentication;
mod post_confirmation;
mod pre_authentication;
mod pre_sign_up;
mod pre_token_generation;
mod token_changes;
mod user_migration;

//! The configuration: flags before environment before `.env` before `poolgate.toml` before defaults.
//!
//! [`Config::load`] reads and checks everything at once, and reports every problem it finds. Sections are files of
//! this module; `settings` lists all keys and names. figment stays inside.

mod audit;
mod checks;
mod cognito;
mod context;
mod env_file;
mod kms_keys;
mod limits;
mod lists;
mod load;
mod log;
mod mail;
mod metrics;
mod pages;
mod pool;
mod problem;
mod rules;
mod security;
mod server;
mod session;
mod settings;
mod show;
mod sms;
mod source;
mod tls;
mod triggers;

#[cfg(test)]
mod tests;

pub(crate) use env_file::{Entry as EnvEntry, update as update_env_file};
pub(crate) use load::{Config, Flags, Purpose};
pub(crate) use log::LogFormat;
pub(crate) use pool::PoolIssuer;
pub(crate) use problem::{Problem, Problems};
pub(crate) use security::DevMode;
pub(crate) use server::Cors;
pub(crate) use settings::settings;
pub(crate) use show::Entry;
pub(crate) use sms::SnsSettings;
pub(crate) use source::{Surroundings, share_dotenv};
pub(crate) use tls::Tls;
pub(crate) use triggers::How;

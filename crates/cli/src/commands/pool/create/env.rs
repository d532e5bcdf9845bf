//! What `poolgate pool create` writes into `.env`.

use std::path::PathBuf;

use anyhow::Result;
use secrecy::ExposeSecret as _;

use super::Made;
use crate::config::{Config, EnvEntry, update_env_file};
use crate::wiring::Place;

#[derive(Debug, clap::Args)]
pub(super) struct EnvFlags {
    /// The file that the ids are written into
    #[arg(long, value_name = "FILE", default_value = ".env")]
    env_file: PathBuf,
    /// Write no file
    #[arg(long, conflicts_with = "env_file")]
    no_env: bool,
}

/// The file that was written, and what it sets.
pub(super) struct Written {
    pub(super) path: Option<PathBuf>,
    pub(super) names: Vec<&'static str>,
    /// What comes before the file and says something else.
    pub(super) hidden_by: Vec<String>,
}

impl EnvFlags {
    /// Writes the file, unless that was declined.
    pub(super) fn write(&self, config: &Config, made: &Made) -> Result<Written> {
        if self.no_env {
            return Ok(Written {
                path: None,
                names: Vec::new(),
                hidden_by: Vec::new(),
            });
        }
        let entries = entries(made);
        let names = update_env_file(&self.env_file, &entries)?;
        Ok(Written {
            path: Some(self.env_file.clone()),
            names,
            hidden_by: hidden_by(config, &entries),
        })
    }
}

fn entries(made: &Made) -> Vec<EnvEntry> {
    let entry = |key, value: &str| EnvEntry {
        key,
        value: Some(value.to_owned()),
    };
    let secret = made.client.secret.as_ref();
    let embedded = made.place.is_embedded();
    let mut entries = vec![
        entry("pool.embedded", if embedded { "true" } else { "false" }),
        entry("cognito.user_pool_id", &made.pool.id),
        entry("cognito.client_id", &made.client.id),
        // One of another client would make every sign-in fail.
        EnvEntry {
            key: "cognito.client_secret",
            value: secret.map(|secret| secret.expose_secret().to_owned()),
        },
        entry("cognito.region", &made.region),
    ];
    if let Place::Endpoint(url) = &made.place {
        entries.push(entry("cognito.endpoint_url", url));
    }
    entries
}

/// The environment and the file `poolgate.toml` that say something else than what was written: the environment
/// comes before `.env`.
fn hidden_by(config: &Config, entries: &[EnvEntry]) -> Vec<String> {
    let before = |entry: &&EnvEntry| {
        config.entries.iter().find(|found| {
            found.key == entry.key
                && found.origin.starts_with("env ")
                && (found.value != entry.value || entry.key == "cognito.client_secret")
        })
    };
    entries
        .iter()
        .filter_map(|entry| before(&entry).map(|found| found.origin.replace("env ", "")))
        .collect()
}

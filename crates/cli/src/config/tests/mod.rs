#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::pool::PoolIssuer;
use super::security::{DevMode, Development};
use super::server::{Cors, Database};
use super::source::Surroundings;
use super::*;

mod docs;
mod insight;
mod lambda;
mod mail;
mod precedence;
mod protection;
mod rules;
mod sms;
mod triggers;
mod values;

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A folder with its files, an environment and flags.
struct World {
    folder: TempDir,
    variables: BTreeMap<String, String>,
    flags: Flags,
}

impl World {
    fn new(variables: &[(&str, &str)]) -> Self {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self {
            folder: tempfile::tempdir().unwrap(),
            variables,
            flags: Flags::default(),
        }
    }

    fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    fn listen(mut self, address: &str) -> Self {
        self.flags.listen = Some(address.to_owned());
        self
    }

    fn read(&self, purpose: Purpose) -> Result<Config, Problems> {
        let around = Surroundings {
            variables: self.variables.clone(),
            folder: self.folder.path().to_owned(),
        };
        Config::read(&self.flags, &around, purpose)
    }

    fn good(&self) -> Config {
        self.read(Purpose::Gateway)
            .unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// The only problem, as it is shown: two lines.
    fn bad(&self) -> String {
        let problems = self.read(Purpose::Gateway).unwrap_err();
        assert_eq!(problems.0.len(), 1, "{problems}");
        let text = problems.to_string();
        assert_eq!(text.lines().count(), 2, "{text}");
        text
    }
}

fn entry(config: &Config, key: &str) -> (Option<String>, String) {
    let entry = config
        .entries
        .iter()
        .find(|entry| entry.key == key)
        .unwrap();
    (entry.value.clone(), entry.origin.clone())
}

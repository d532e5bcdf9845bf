//! `[security]` and `[development]`: keys, and what is allowed only while developing.

use std::sync::Arc;

use poolgate_crypto::MasterKey;
use poolgate_gateway::RefusedPasswords;
use secrecy::SecretString;
use serde::Deserialize;

use super::context::{Context, Hidden};

/// The shortest secret key outside development, in bytes.
pub(crate) const SECRET_KEY_BYTES: usize = 32;

/// `[security]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawSecurity {
    secret_key: Option<Hidden>,
    master_key: Option<Hidden>,
    refused_passwords: Option<String>,
}

/// The keys, and which passwords are refused.
#[derive(Clone, Debug)]
pub(crate) struct Security {
    /// What protects sessions; unset, a key of the data folder's own.
    pub(crate) secret_key: Option<SecretString>,
    /// What seals the pool's secrets; unset, a key file in the data folder.
    pub(crate) master_key: Option<MasterKey>,
    /// The passwords that nobody may choose, and where they come from.
    pub(crate) refused_passwords: Option<(String, Arc<RefusedPasswords>)>,
}

impl Security {
    pub(crate) fn read(raw: RawSecurity, context: &mut Context) -> Self {
        let master_key = raw.master_key.and_then(|key| {
            let key = MasterKey::from_base64(key.expose()).ok();
            if key.is_none() {
                context.problem(
                    "security.master_key",
                    "is not 32 bytes in base64",
                    "make one with `openssl rand -base64 32`, and keep it: without it the pool's secrets are lost",
                );
            }
            key
        });
        Self {
            secret_key: raw.secret_key.map(Hidden::into_secret),
            master_key,
            refused_passwords: refused_passwords(raw.refused_passwords, context),
        }
    }
}

/// `common` for the built-in list, else a file with one password a line.
fn refused_passwords(
    source: Option<String>,
    context: &mut Context,
) -> Option<(String, Arc<RefusedPasswords>)> {
    let source = source?;
    let list = if source == "common" {
        RefusedPasswords::common()
    } else {
        match std::fs::read_to_string(&source) {
            Ok(lines) => RefusedPasswords::from_lines(&lines),
            Err(error) => {
                context.problem(
                    "security.refused_passwords",
                    format_args!("is {source:?}, which cannot be read: {error}"),
                    "write common for the built-in list, or the name of a file with one password a line",
                );
                return None;
            }
        }
    };
    Some((source, Arc::new(list)))
}

/// `[development]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawDevelopment {
    enabled: Option<bool>,
    code: Option<String>,
}

/// What is allowed only while developing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Development {
    /// Where the development features answer.
    pub(crate) mode: DevMode,
    /// Every code is this one.
    pub(crate) code: Option<String>,
}

/// Where the development features answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DevMode {
    /// On loopback listeners, to local requests: the default.
    Loopback,
    /// On every listener (a container), with a warning.
    Everywhere,
    /// Nowhere.
    Off,
}

impl Development {
    pub(crate) fn read(raw: RawDevelopment, context: &mut Context) -> Self {
        let mode = match raw.enabled {
            None => DevMode::Loopback,
            Some(true) => DevMode::Everywhere,
            Some(false) => DevMode::Off,
        };
        let code = context.checked(
            "development.code",
            raw.code,
            "write the 6 digits that every code shall be",
            |text| {
                if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
                    Ok(text.to_owned())
                } else {
                    Err(())
                }
            },
        );
        Self { mode, code }
    }
}

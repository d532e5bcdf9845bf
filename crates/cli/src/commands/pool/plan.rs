//! What `poolgate pool create` is to make: from flags, before a small file, before defaults.

use std::path::{Path, PathBuf};

use poolgate_client::operator::{NewAppClient, NewPool, PasswordRules};
use serde::Deserialize;

use crate::config::Problem;

/// Sign-in by password and by SRP, and refreshes.
const FLOWS: [&str; 3] = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
];

/// The pool's settings as flags and files have them.
#[derive(Debug, Clone, Default, Deserialize, clap::Args)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wishes {
    /// The pool's name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The region [default: the configured one, else us-east-1]
    #[arg(long, value_name = "REGION")]
    pub(super) region: Option<String>,
    /// The app client's name [default: the pool's name, then -client]
    #[arg(long, value_name = "NAME")]
    client_name: Option<String>,
    /// The app client is confidential: it gets a secret
    #[arg(long)]
    with_secret: bool,
    /// Groups, such as admin,staff
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    groups: Vec<String>,
    /// Standard attributes that every user must have [default: email,name]
    #[arg(long = "required", value_name = "NAMES", value_delimiter = ',')]
    required_attributes: Option<Vec<String>>,
    /// The pool's own attributes, without custom: [default: none]
    #[arg(long = "custom", value_name = "NAMES", value_delimiter = ',')]
    custom_attributes: Vec<String>,
    /// The ways to sign in [default: ALLOW_USER_PASSWORD_AUTH,ALLOW_USER_SRP_AUTH,ALLOW_REFRESH_TOKEN_AUTH]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    flows: Option<Vec<String>>,
    /// The least length of passwords [default: 8]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(i32).range(6..=99))]
    password_length: Option<i32>,
    /// Passwords need no sign, as !
    #[arg(long)]
    no_symbols: bool,
}

/// What is to be made.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) pool: NewPool,
    pub(super) client: NewAppClient,
    pub(super) groups: Vec<String>,
}

impl Wishes {
    /// Adds what a file says, where these say nothing.
    pub(super) fn or_file(self, path: &Path) -> Result<Self, Problem> {
        let file = read(path)?;
        let either =
            |own: Vec<String>, other: Vec<String>| if own.is_empty() { other } else { own };
        Ok(Self {
            name: self.name.or(file.name),
            region: self.region.or(file.region),
            client_name: self.client_name.or(file.client_name),
            with_secret: self.with_secret || file.with_secret,
            groups: either(self.groups, file.groups),
            required_attributes: self.required_attributes.or(file.required_attributes),
            custom_attributes: either(self.custom_attributes, file.custom_attributes),
            flows: self.flows.or(file.flows),
            password_length: self.password_length.or(file.password_length),
            no_symbols: self.no_symbols || file.no_symbols,
        })
    }

    /// The plan.
    pub(super) fn plan(self) -> Result<Plan, Problem> {
        let Some(name) = self.name else {
            return Err(Problem::new(
                "the pool has no name",
                "give --name, or a --file with a name in it",
            ));
        };
        let list = |names: &[&str]| names.iter().copied().map(str::to_owned).collect();
        let own = self.custom_attributes.iter();
        Ok(Plan {
            client: NewAppClient {
                name: self.client_name.unwrap_or_else(|| format!("{name}-client")),
                with_secret: self.with_secret,
                flows: self.flows.unwrap_or_else(|| list(&FLOWS)),
            },
            pool: NewPool {
                name,
                password: PasswordRules {
                    minimum_length: self.password_length.unwrap_or(8),
                    uppercase: true,
                    lowercase: true,
                    numbers: true,
                    symbols: !self.no_symbols,
                },
                username_attributes: list(&["email"]),
                auto_verified_attributes: list(&["email"]),
                required_attributes: self
                    .required_attributes
                    .unwrap_or_else(|| list(&["email", "name"]))
                    .into_iter()
                    .filter(|name| !name.is_empty())
                    .collect(),
                custom_attributes: own
                    .map(|name| name.strip_prefix("custom:").unwrap_or(name).to_owned())
                    .collect(),
                case_sensitive: false,
            },
            groups: self.groups,
        })
    }
}

/// TOML by its name; everything else is YAML, and so is JSON.
fn read(path: &Path) -> Result<Wishes, Problem> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Problem::new(
            format!("{name} cannot be read: {error}"),
            "name a readable file with --file",
        )
    })?;
    let is_toml = path
        .extension()
        .is_some_and(|extension| extension == "toml");
    let read = if is_toml {
        toml::from_str(&text).map_err(|error| error.to_string())
    } else {
        serde_saphyr::from_str(&text).map_err(|error| error.to_string())
    };
    read.map_err(|error| {
        Problem::new(
            format!("{name} does not describe a pool: {}", error.trim()),
            "its members are name, region, client_name, with_secret, groups, required_attributes, custom_attributes, flows, password_length and no_symbols",
        )
    })
}

/// Where the plan comes from.
#[derive(Debug, clap::Args)]
pub(super) struct Source {
    #[command(flatten)]
    pub(super) wishes: Wishes,
    /// File with these settings, in TOML or YAML; flags come first
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn s1s_settings_are_the_default() {
        let wishes = Wishes {
            name: Some("Legatera-UserPool".to_owned()),
            ..Wishes::default()
        };
        let Plan { pool, client, .. } = wishes.plan().unwrap();
        let all = PasswordRules {
            minimum_length: 8,
            uppercase: true,
            lowercase: true,
            numbers: true,
            symbols: true,
        };
        assert_eq!(pool.password, all);
        assert_eq!(pool.username_attributes, ["email"]);
        assert_eq!(pool.auto_verified_attributes, ["email"]);
        assert_eq!(pool.required_attributes, ["email", "name"]);
        assert!(!client.with_secret);
        for flow in ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] {
            assert!(client.flows.iter().any(|known| known == flow));
        }
    }

    #[test]
    fn flags_come_before_the_file() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            (
                "pool.toml",
                "name = \"a\"\nclient_name = \"c\"\ngroups = [\"g\"]\npassword_length = 10\n",
            ),
            (
                "pool.yaml",
                "name: a\nclient_name: c\ngroups: [g]\npassword_length: 10\n",
            ),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let flags = Wishes {
                name: Some("b".to_owned()),
                ..Wishes::default()
            };
            let plan = flags.or_file(&path).unwrap().plan().unwrap();
            assert_eq!(
                (plan.pool.name.as_str(), plan.client.name.as_str()),
                ("b", "c")
            );
            assert_eq!(plan.groups, ["g"]);
            assert_eq!(plan.pool.password.minimum_length, 10);
        }
    }

    #[test]
    fn an_unknown_member_of_the_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pool.toml");
        std::fs::write(&path, "name = \"a\"\nmfa_mode = \"ON\"\n").unwrap();
        let problem = Wishes::default().or_file(&path).unwrap_err();
        assert!(problem.what.contains("mfa_mode"), "{problem}");
    }
}

//! The places where settings come from, put into one figment: every value keeps the name of its place.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use figment::value::{Dict, Map, Tag, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::Flags;
use super::lists::LISTS;
use super::problem::Problem;
use super::settings::{Kind, Setting, file_keys, nearest, settings};

/// The file that is read when none is named.
const DEFAULT_FILE: &str = "poolgate.toml";

/// What surrounds the process: its variables, and the folder that relative names start from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// The environment.
    pub(crate) variables: BTreeMap<String, String>,
    /// The working directory; empty for the process's own.
    pub(crate) folder: PathBuf,
}

impl Surroundings {
    /// Those of this process. Variables that are no Unicode cannot be meant for us.
    pub(crate) fn of_this_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self {
            variables: std::env::vars_os().filter_map(text).collect(),
            folder: PathBuf::new(),
        }
    }
}

/// One value or one file, with the name of where it stands.
struct Named {
    origin: String,
    values: Dict,
}

impl Named {
    fn one(origin: String, key: &str, value: Value) -> Self {
        let values = figment::util::nest(key, value)
            .into_dict()
            .unwrap_or_default();
        Self { origin, values }
    }
}

impl Provider for Named {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.values.clone())]))
    }
}

/// Flags before environment before `.env` before the file.
pub(crate) fn collect(
    flags: &Flags,
    around: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Figment {
    let mut levels = vec![file(flags, around, problems)];
    levels.push(variables(
        ".env",
        &dotenv(around, problems),
        around,
        problems,
    ));
    levels.push(variables("env", &around.variables, around, problems));
    levels.push(flag_values(flags));
    levels
        .into_iter()
        .flatten()
        .fold(Figment::new(), Figment::merge)
}

fn flag_values(flags: &Flags) -> Vec<Named> {
    let given = |setting: &Setting| {
        let flag = setting.flag?;
        let value = match flag {
            "--listen" => flags.listen.clone(),
            "--pool-listen" => flags.pool_listen.clone(),
            "--data" => flags.data.clone(),
            "--seed" => flags.seed.clone(),
            _ => flags.database.clone(),
        };
        Some(Named::one(
            format!("flag {flag}"),
            setting.key,
            value?.into(),
        ))
    };
    settings().filter_map(given).collect()
}

fn dotenv(around: &Surroundings, problems: &mut Vec<Problem>) -> BTreeMap<String, String> {
    let path = around.folder.join(".env");
    let mut found = BTreeMap::new();
    match dotenvy::from_path_iter(&path) {
        Ok(lines) => {
            for line in lines {
                let Ok((name, value)) = line else {
                    // The error would show the line, and with it perhaps a secret.
                    problems.push(Problem::new(
                        "a line of .env cannot be read",
                        "write NAME=value, with quotes around a value that has spaces, \"#\" or \"$\"",
                    ));
                    break;
                };
                found.insert(name, value);
            }
        }
        Err(problem) if problem.not_found() => {}
        Err(_) => problems.push(Problem::new(
            ".env cannot be read",
            "make it readable, or take it away",
        )),
    }
    found
}

/// Gives the variables of `.env` to this process, where they are not set: the AWS SDK finds its credentials and
/// profile there, as the programs that Poolgate replaces did. To be called before there are threads, and after
/// [`super::Config::load`], which tells the two places apart.
pub(crate) fn share_dotenv() {
    // A file that cannot be read has been reported by then.
    let _ = dotenvy::from_path(".env");
}

/// The settings that one level of variables holds. An empty variable is an absent one.
fn variables(
    level: &str,
    variables: &BTreeMap<String, String>,
    around: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Vec<Named> {
    let mut values = Vec::new();
    for setting in settings() {
        let mut found: Vec<(String, String)> = Vec::new();
        for name in setting.names {
            if let Some(value) = variables.get(*name).filter(|value| !value.is_empty()) {
                found.push(((*name).to_owned(), value.clone()));
            }
            let file_name = format!("{name}_FILE");
            if setting.kind == Kind::Secret
                && let Some(path) = variables.get(&file_name).filter(|path| !path.is_empty())
            {
                match fs::read_to_string(around.folder.join(path)) {
                    Ok(text) => {
                        found.push((file_name, text.trim_end_matches(['\r', '\n']).to_owned()));
                    }
                    Err(problem) => problems.push(Problem::new(
                        format!(
                            "{file_name} ({level}) names {path}, which cannot be read: {problem}"
                        ),
                        format!("name a readable file that holds the secret, or set {name}"),
                    )),
                }
            }
        }
        let Some((name, value)) = found.first() else {
            continue;
        };
        if let Some((other, _)) = found.iter().find(|(_, other)| other != value) {
            problems.push(Problem::new(
                format!(
                    "{name} and {other} ({level}) say different things for one setting, {}",
                    setting.key
                ),
                format!(
                    "take one of the two away, or give both the same value; {} is the first choice",
                    setting.names[0]
                ),
            ));
            continue;
        }
        match read(setting.kind, value) {
            Ok(parsed) => values.push(Named::one(format!("{level} {name}"), setting.key, parsed)),
            Err(expected) => problems.push(Problem::new(
                format!("{} ({level} {name}) is {value:?}", setting.key),
                format!("write {expected}"),
            )),
        }
    }
    values
}

/// A variable's text as a value, or what should have been written.
fn read(kind: Kind, text: &str) -> Result<Value, &'static str> {
    match kind {
        Kind::Text | Kind::Secret => Ok(text.into()),
        Kind::Bool => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true.into()),
            "false" | "0" | "no" | "off" => Ok(false.into()),
            _ => Err("true or false"),
        },
        Kind::Number => text
            .trim()
            .parse::<u64>()
            .map(Value::from)
            .map_err(|_| "a whole number"),
        Kind::List => {
            let items = text.split(|c: char| c == ',' || c.is_whitespace());
            Ok(items
                .filter(|item| !item.is_empty())
                .collect::<Vec<_>>()
                .into())
        }
    }
}

/// The configuration file: the one that is named, which must exist, or `poolgate.toml`, which may.
fn file(flags: &Flags, around: &Surroundings, problems: &mut Vec<Problem>) -> Vec<Named> {
    let path = flags.config.as_deref().unwrap_or(Path::new(DEFAULT_FILE));
    let name = path.display().to_string();
    let text = match fs::read_to_string(around.folder.join(path)) {
        Ok(text) => text,
        Err(problem) if problem.kind() == ErrorKind::NotFound && flags.config.is_none() => {
            return Vec::new();
        }
        Err(problem) => {
            problems.push(Problem::new(
                format!("the configuration file {name} cannot be read: {problem}"),
                "name a readable file with --config, or leave the flag out",
            ));
            return Vec::new();
        }
    };
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(problem) => {
            let line = problem
                .span()
                .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            problems.push(Problem::new(
                format!("{name}, line {line}: {}", problem.message()),
                "write it as TOML: [section] lines, then key = \"value\"",
            ));
            return Vec::new();
        }
    };
    let count = problems.len();
    unknown_keys(&table, "", &name, problems);
    if problems.len() > count {
        return Vec::new();
    }
    match Value::serialize(&table).map(Value::into_dict) {
        Ok(Some(values)) => vec![Named {
            origin: name,
            values,
        }],
        _ => Vec::new(),
    }
}

/// Finds every key that is none of ours: a setting that is misspelt must not be passed over.
fn unknown_keys(table: &toml::Table, prefix: &str, file: &str, problems: &mut Vec<Problem>) {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        if let Some(list) = LISTS.iter().find(|list| list.key == key) {
            let entries = value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(toml::Value::as_table);
            for member in entries
                .flat_map(toml::Table::keys)
                .filter(|member| !list.members.contains(&member.as_str()))
            {
                problems.push(Problem::new(
                    format!("{file}: unknown key {key}.{member}"),
                    list.fix,
                ));
            }
            continue;
        }
        let is_section =
            file_keys().any(|known| known.split('.').next() == Some(name)) && prefix.is_empty();
        match value {
            toml::Value::Table(inner) if is_section => unknown_keys(inner, &key, file, problems),
            _ if file_keys().any(|known| known == key) => {}
            toml::Value::Table(inner) if prefix.is_empty() && !inner.is_empty() => {
                // A misspelt section: its keys say which one was meant.
                unknown_keys(inner, &key, file, problems);
            }
            _ => {
                let nearest = nearest(&key);
                let (section, last) = nearest.split_once('.').unwrap_or(("", nearest));
                problems.push(Problem::new(
                    format!("{file}: unknown key {key}"),
                    format!(
                        "the nearest known key is {nearest}: write {last} = ... below [{section}]"
                    ),
                ));
            }
        }
    }
}

/// Where the value of a key stands, or `default`.
pub(crate) fn origin(figment: &Figment, key: &str) -> String {
    match figment.find_value(key) {
        Ok(value) if value.tag() != Tag::Default => figment.get_metadata(value.tag()).map_or_else(
            || "default".to_owned(),
            |metadata| metadata.name.to_string(),
        ),
        _ => "default".to_owned(),
    }
}

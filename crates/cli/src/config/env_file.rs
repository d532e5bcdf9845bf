//! Writing settings into `.env`: the lines of others, and comments, stay as they are.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::settings::{Kind, Setting, settings};

/// What a setting is to be in the file.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The setting's key, such as `cognito.client_id`.
    pub(crate) key: &'static str,
    /// The value; without one its lines are taken away.
    pub(crate) value: Option<String>,
}

/// Writes the entries, all at once or not at all; the file is its owner's alone. Answers the names of the
/// variables that stand in it now.
pub(crate) fn update(path: &Path, entries: &[Entry]) -> Result<Vec<&'static str>> {
    // A link stays one: what it points to is written.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
    };
    let (new, names) = rewritten(&old, entries);
    check(&old, &new, entries, path)?;
    replace(path, &new).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(names)
}

fn setting(key: &str) -> &'static Setting {
    settings()
        .find(|setting| setting.key == key)
        .expect("the keys of entries are settings")
}

/// Whether a line with this variable says something about the setting.
fn speaks_of(setting: &Setting, name: &str) -> bool {
    let file_of = name
        .strip_suffix("_FILE")
        .filter(|_| setting.kind == Kind::Secret);
    setting.names.contains(&name) || file_of.is_some_and(|name| setting.names.contains(&name))
}

/// The new text, and the names that it sets. A setting that stands there under any of its names is changed in its
/// place; a new one is added at the end under its first name.
fn rewritten(old: &str, entries: &[Entry]) -> (String, Vec<&'static str>) {
    let mut text = String::new();
    let mut names = Vec::new();
    for line in old.split_inclusive('\n') {
        let Some((before, name, rest)) = parts(line) else {
            text.push_str(line);
            continue;
        };
        let entry = entries
            .iter()
            .find(|entry| speaks_of(setting(entry.key), name));
        let Some(entry) = entry else {
            text.push_str(line);
            continue;
        };
        let known = setting(entry.key).names.iter().find(|own| **own == name);
        if let (Some(value), Some(known)) = (&entry.value, known) {
            text.extend([before, name, "=", value, &tail(rest)]);
            names.push(*known);
        }
    }
    for entry in entries {
        let own = setting(entry.key).names;
        if let Some(value) = &entry.value
            && !names.iter().any(|name| own.contains(name))
        {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.extend([own[0], "=", value, "\n"]);
            names.push(own[0]);
        }
    }
    names.sort_unstable();
    names.dedup();
    (text, names)
}

/// What stands before the name, the name, and what stands behind the equals sign.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (left, rest) = line.split_once('=')?;
    let name = left.trim();
    let name = name
        .strip_prefix("export")
        .filter(|rest| rest.starts_with(char::is_whitespace))
        .map_or(name, str::trim);
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !plain {
        return None;
    }
    let start = left.find(name)?;
    Some((&left[..start], name, rest))
}

/// What follows the value: a comment, and the end of the line.
fn tail(rest: &str) -> String {
    let end = if rest.ends_with("\r\n") { "\r\n" } else { "\n" };
    let value = rest.trim_start();
    let after = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).map_or("", |(_, after)| after),
        _ => value.find([' ', '\t']).map_or("", |at| &value[at..]),
    };
    match after.trim() {
        comment if comment.starts_with('#') => format!(" {comment}{end}"),
        _ => end.to_owned(),
    }
}

/// Reads both texts as the program will: what was asked for stands there, and nothing else has changed. A value
/// over several lines that looks like one of ours is found here.
fn check(old: &str, new: &str, entries: &[Entry], path: &Path) -> Result<()> {
    let (Ok(old), Ok(new)) = (read(old), read(new)) else {
        bail!(
            "{} has a line that cannot be read\n  write NAME=value, with quotes around a value that has spaces, \"#\" or \"$\"",
            path.display()
        );
    };
    let is_ours = |name: &&String| {
        entries
            .iter()
            .any(|entry| speaks_of(setting(entry.key), name))
    };
    let others = |all: &BTreeMap<String, String>| -> Vec<(String, String)> {
        let others = all.iter().filter(|(name, _)| !is_ours(name));
        others
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let good = |entry: &Entry| {
        let own = setting(entry.key).names;
        let found: Vec<&String> = own.iter().filter_map(|name| new.get(*name)).collect();
        match &entry.value {
            Some(value) => !found.is_empty() && found.iter().all(|found| *found == value),
            None => found.is_empty(),
        }
    };
    if others(&old) != others(&new) || !entries.iter().all(good) {
        bail!(
            "{} cannot be changed safely\n  change it by hand, with what `--no-env` prints",
            path.display()
        );
    }
    Ok(())
}

fn read(text: &str) -> Result<BTreeMap<String, String>, dotenvy::Error> {
    dotenvy::from_read_iter(text.as_bytes()).collect()
}

/// Puts a new file in the place of the old one, on disk before it counts.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&new).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&new, path));
    if placed.is_err() {
        // It may never have been made.
        let _ = fs::remove_file(&new);
    }
    placed
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn entry(key: &'static str, value: Option<&str>) -> Entry {
        Entry {
            key,
            value: value.map(str::to_owned),
        }
    }

    fn pool() -> [Entry; 3] {
        [
            entry("cognito.user_pool_id", Some("us-east-1_New")),
            entry("cognito.client_id", Some("new")),
            entry("cognito.client_secret", None),
        ]
    }

    #[test]
    fn lines_of_others_and_comments_stay() {
        let old = "# mine\nDEBUG=1\n\nexport USER_POOL_ID = \"old\" # the pool\r\nCOGNITO_CLIENT_SECRET=gone\nLAST='a b'";
        let (new, names) = rewritten(old, &pool());
        assert_eq!(
            new,
            "# mine\nDEBUG=1\n\nexport USER_POOL_ID=us-east-1_New # the pool\r\nLAST='a b'\nCOGNITO_CLIENT_ID=new\n"
        );
        assert_eq!(names, ["COGNITO_CLIENT_ID", "USER_POOL_ID"]);
        check(old, &new, &pool(), Path::new(".env")).unwrap();
    }

    #[test]
    fn every_name_of_a_setting_says_the_same() {
        let old = "CLIENT_ID=a\nCOGNITO_APP_CLIENT_ID=b\nCLIENT_SECRET_FILE=c\n";
        let (new, _) = rewritten(old, &pool());
        assert_eq!(
            new,
            "CLIENT_ID=new\nCOGNITO_APP_CLIENT_ID=new\nCOGNITO_USER_POOL_ID=us-east-1_New\n"
        );
    }

    #[test]
    fn a_second_writing_changes_nothing() {
        let (once, _) = rewritten("A=1\n", &pool());
        assert_eq!(rewritten(&once, &pool()).0, once);
    }

    #[test]
    fn a_value_of_several_lines_is_not_torn() {
        let old = "NOTE=\"first\nCLIENT_ID=inside\nlast\"\n";
        let (new, _) = rewritten(old, &pool());
        assert!(check(old, &new, &pool(), Path::new(".env")).is_err());
    }

    #[test]
    fn the_file_is_its_owners_alone_and_written_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        fs::write(&path, "A=1\n").unwrap();
        update(&path, &pool()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("A=1\n") && text.contains("COGNITO_CLIENT_ID=new\n"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}

//! Every setting: its key in `poolgate.toml`, its names in the environment, its flag, and what it is for. One file
//! a section.

mod audit;
mod aws;
mod cognito;
mod development;
mod limits;
mod log;
mod mail;
mod metrics;
mod pages;
mod pool;
mod quotas;
mod security;
mod server;
mod session;
mod sms;
mod tls;

use super::lists::LISTS;

/// How the text of a variable is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A text that is never shown, and that `NAME_FILE` may hold in a file.
    Secret,
    /// `true` or `false`, also `1` and `0`, `yes` and `no`, `on` and `off`.
    Bool,
    /// A whole number.
    Number,
    /// Texts between commas or white space.
    List,
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Where it stands in the file: section and name.
    pub(crate) key: &'static str,
    /// Its names in the environment and in `.env`. Several that say different things are an error.
    pub(crate) names: &'static [&'static str],
    /// Its flag.
    pub(crate) flag: Option<&'static str>,
    /// How the text of a variable is read.
    pub(crate) kind: Kind,
    /// What it is where nothing is said; empty for nothing.
    pub(crate) default: &'static str,
    /// What it is for.
    pub(crate) about: &'static str,
    /// Whether SIGHUP reads it again.
    pub(crate) reloadable: bool,
}

const fn setting(key: &'static str, names: &'static [&'static str], kind: Kind) -> Setting {
    Setting {
        key,
        names,
        flag: None,
        kind,
        default: "",
        about: "",
        reloadable: false,
    }
}

impl Setting {
    const fn flag(mut self, flag: &'static str) -> Self {
        self.flag = Some(flag);
        self
    }

    const fn default(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    const fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    const fn reloadable(mut self) -> Self {
        self.reloadable = true;
        self
    }
}

/// A section of the file.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "names and texts are for the manual")
)]
pub(crate) struct Section {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is about.
    pub(crate) about: &'static str,
    /// Its settings.
    pub(crate) settings: &'static [Setting],
}

/// All sections, in the order in which they are shown.
pub(crate) const SECTIONS: &[Section] = &[
    server::SECTION,
    session::SECTION,
    pages::SECTION,
    limits::SECTION,
    quotas::SECTION,
    cognito::SECTION,
    aws::SECTION,
    pool::SECTION,
    mail::SECTION,
    sms::SECTION,
    tls::SECTION,
    log::SECTION,
    audit::SECTION,
    metrics::SECTION,
    security::SECTION,
    development::SECTION,
];

/// All settings.
pub(crate) fn settings() -> impl Iterator<Item = &'static Setting> {
    SECTIONS.iter().flat_map(|section| section.settings)
}

/// The keys that may stand in the file.
pub(crate) fn file_keys() -> impl Iterator<Item = &'static str> {
    settings()
        .map(|setting| setting.key)
        .chain(LISTS.iter().map(|list| list.key))
}

/// The known key that is most like an unknown one: alike as a whole, or alike in its last part.
pub(crate) fn nearest(unknown: &str) -> &'static str {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let likeness = |key: &str| {
        let whole = strsim::normalized_damerau_levenshtein(unknown, key);
        let part = strsim::normalized_damerau_levenshtein(&last(unknown), &last(key));
        // The section counts, but less than the name: `listen` at the top is `server.listen`.
        part + whole / 2.0
    };
    file_keys()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .unwrap_or("server.listen")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_and_no_key_stands_for_two_settings() {
        let mut names: Vec<&str> = settings()
            .flat_map(|setting| setting.names)
            .copied()
            .collect();
        let mut keys: Vec<&str> = file_keys().collect();
        for list in [&mut names, &mut keys] {
            list.sort_unstable();
            let count = list.len();
            list.dedup();
            assert_eq!(list.len(), count);
        }
    }

    #[test]
    fn the_nearest_key_is_the_one_that_was_meant() {
        for (unknown, meant) in [
            ("server.listn", "server.listen"),
            ("listen", "server.listen"),
            ("cognito.pool_id", "cognito.user_pool_id"),
            ("client_id", "cognito.client_id"),
            ("cognito.clientid", "cognito.client_id"),
            ("pool.embeded", "pool.embedded"),
            ("security.secretkey", "security.secret_key"),
            ("sever.data", "server.data"),
            ("pool.access_keys", "pool.access_key"),
            ("mail.smpt_url", "mail.smtp_url"),
            ("mail.template", "mail.templates"),
        ] {
            assert_eq!(nearest(unknown), meant, "{unknown}");
        }
    }
}

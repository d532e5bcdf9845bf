//! The texts of pages: one file a language, the same keys in each.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use minijinja::Value;

/// The files, the language of last resort first.
const FILES: [(&str, &str); 5] = [
    ("en", include_str!("../languages/en.toml")),
    ("de", include_str!("../languages/de.toml")),
    ("fr", include_str!("../languages/fr.toml")),
    ("es", include_str!("../languages/es.toml")),
    ("ja", include_str!("../languages/ja.toml")),
];

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(code, file)| {
            let texts = file
                .parse::<toml::Table>()
                .expect("the files are compiled in and tested");
            Language {
                code,
                texts: value(toml::Value::Table(texts)),
            }
        })
        .collect()
});

/// A language and its texts.
#[derive(Debug)]
pub struct Language {
    code: &'static str,
    texts: Value,
}

impl Language {
    /// The language that the caller reads best, of those that there are.
    pub fn wanted(headers: &HeaderMap) -> &'static Self {
        let codes: Vec<&str> = LANGUAGES.iter().map(|language| language.code).collect();
        let accepted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        &LANGUAGES[best(accepted, &codes)]
    }

    /// The language of this tag, such as `pt-BR`, if there is one; else the one that the caller reads best.
    pub fn named_or_wanted(tag: Option<&str>, headers: &HeaderMap) -> &'static Self {
        let primary = tag.unwrap_or_default().split(['-', '_']).next();
        let named = primary.and_then(|primary| {
            LANGUAGES
                .iter()
                .find(|language| language.code.eq_ignore_ascii_case(primary))
        });
        named.unwrap_or_else(|| Self::wanted(headers))
    }

    /// The code for the attribute `lang`.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// All texts, as templates see them.
    pub(crate) fn texts(&self) -> Value {
        self.texts.clone()
    }

    /// One text; the path itself where there is none, which a test rules out.
    pub fn text(&self, path: &[&str]) -> String {
        let found = path.iter().try_fold(self.texts.clone(), |value, key| {
            value
                .get_attr(key)
                .ok()
                .filter(|found| !found.is_undefined())
        });
        match found {
            Some(value) => value.to_string(),
            None => path.join("."),
        }
    }
}

/// The place of the best language: the highest weight, the first named among equals, else the first there is.
fn best(accepted: &str, codes: &[&str]) -> usize {
    let mut found = (0, 0.0);
    for range in accepted.split(',') {
        let (tag, weight) = match range.split_once(";q=") {
            Some((tag, q)) => (tag, q.trim().parse().unwrap_or(0.0)),
            None => (range, 1.0_f32),
        };
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let place = codes
            .iter()
            .position(|code| code.eq_ignore_ascii_case(primary));
        if let Some(place) = place
            && weight > found.1
        {
            found = (place, weight);
        }
    }
    found.0
}

fn value(toml: toml::Value) -> Value {
    match toml {
        toml::Value::Table(table) => Value::from(
            table
                .into_iter()
                .map(|(key, inner)| (key, value(inner)))
                .collect::<BTreeMap<_, _>>(),
        ),
        toml::Value::String(text) => Value::from(text),
        other => Value::from(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use http::header::ACCEPT_LANGUAGE;
    use http::{HeaderMap, HeaderValue};

    use super::{FILES, Language, best};

    fn keys(table: &toml::Table, prefix: &str, into: &mut Vec<String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => keys(inner, &format!("{prefix}{key}."), into),
                value => {
                    let text = value.as_str().unwrap();
                    assert!(!text.trim().is_empty(), "{prefix}{key} is empty");
                    assert!(!text.contains('!'), "{prefix}{key} shouts");
                    into.push(format!("{prefix}{key}"));
                }
            }
        }
    }

    #[test]
    fn every_language_has_the_same_keys() {
        let mut of_all = FILES.iter().map(|(code, file)| {
            let mut found = Vec::new();
            keys(&file.parse().unwrap(), "", &mut found);
            (code, found)
        });
        let (_, first) = of_all.next().unwrap();
        for (code, found) in of_all {
            assert_eq!(found, first, "{code}");
        }
    }

    #[test]
    fn a_tag_comes_before_what_the_browser_says() {
        let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static("fr"))]);
        for (tag, expected) in [
            (Some("de"), "de"),
            (Some("ES-mx"), "es"),
            (Some("ja_JP"), "ja"),
            (Some("tlh"), "fr"),
            (None, "fr"),
        ] {
            let language = Language::named_or_wanted(tag, &headers);
            assert_eq!(language.code(), expected);
            assert!(!language.text(&["sign_in", "title"]).contains('.'));
        }
    }

    #[test]
    fn the_language_is_the_one_that_is_read_best() {
        let codes = ["en", "de", "ar"];
        for (accepted, expected) in [
            ("", 0),
            ("fr", 0),
            ("de-CH, de;q=0.9, en;q=0.8", 1),
            ("en;q=0.5, ar;q=0.8", 2),
            ("DE;q=0, en", 0),
            ("de;q=nonsense", 0),
        ] {
            assert_eq!(best(accepted, &codes), expected, "{accepted}");
        }
    }
}

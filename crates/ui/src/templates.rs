//! The template environment, and the page that comes out of it with the headers that a page needs.

use std::path::Path;

use axum::response::{Html, IntoResponse, Response};
use http::HeaderName;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};

use crate::assets;
use crate::language::Language;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../templates/", $name)))),*]
    };
}

/// What every page extends, the page of failures, and the pages that the managed login and the gateway have alike.
const OWN: &[(&str, &str)] = files![
    "layout.html",
    "failure.html",
    "forms.html",
    "card.html",
    "choice.html",
    "code.html",
    "confirm.html",
    "forgot_password.html",
    "login.html",
    "message.html",
    "new_password.html",
    "passkey.html",
    "passkey_add.html",
    "password.html",
    "reset_password.html",
    "set_up.html",
    "sign_up.html",
];

/// What templates may use of HTML alone.
const EXTENSION: &str = "html";

/// A page may use its own files, send its forms home, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The templates of some pages, with those that all pages share.
#[derive(Debug)]
pub struct Templates(Environment<'static>);

impl Templates {
    /// Takes templates that are compiled in: a mistake in one is found by any test that makes this.
    ///
    /// A template sees its own context, the texts of the language as `t`, and `asset(name)`. A name
    /// that does not exist fails instead of staying empty.
    pub fn new(more: &[(&'static str, &'static str)]) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_function("asset", |name: String| {
            // Our own names need no escaping, and read better without.
            assets::path(&name)
                .map(Value::from_safe_string)
                .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "there is no such asset"))
        });
        for (name, source) in OWN.iter().chain(more) {
            environment
                .add_template(name, source)
                .expect("templates are compiled in, and tested");
        }
        Self(environment)
    }

    /// The same templates, some of them replaced by the files of a folder that have their names.
    ///
    /// # Errors
    /// A file that is no template, and one whose name no template has.
    pub fn with_folder(
        more: &[(&'static str, &'static str)],
        folder: &Path,
    ) -> Result<Self, TemplateError> {
        let mut templates = Self::new(more);
        let failed = |error| TemplateError::unreadable(folder, error);
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|end| end == EXTENSION) {
                templates.replace(&path)?;
            }
        }
        Ok(templates)
    }

    fn replace(&mut self, path: &Path) -> Result<(), TemplateError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if self.0.get_template(&name).is_err() {
            let mut known: Vec<&str> = self.0.templates().map(|(name, _)| name).collect();
            known.sort_unstable();
            return Err(TemplateError::Unknown {
                path: path.display().to_string(),
                known: known.join(", "),
            });
        }
        let source = std::fs::read_to_string(path)
            .map_err(|error| TemplateError::unreadable(path, error))?;
        self.0
            .add_template_owned(name.into_owned(), source)
            .map_err(|error| TemplateError::Broken {
                path: path.display().to_string(),
                error,
            })
    }

    /// Renders a page.
    pub fn page(&self, name: &str, language: &Language, context: Value) -> Result<Page, Error> {
        let context = context! {
            language => language.code(),
            t => language.texts(),
            ..context
        };
        Ok(Page {
            html: self.0.get_template(name)?.render(context)?,
            referrer: "no-referrer",
            form_target: None,
        })
    }
}

/// A template of a user's own that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The folder, or a file in it, cannot be read.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// No page has this name.
    #[error("{path} replaces nothing: the templates are {known}")]
    Unknown {
        /// The file.
        path: String,
        /// The names that there are.
        known: String,
    },
    /// It is no template.
    #[error("{path} is no template: {error:#}")]
    Broken {
        /// The file.
        path: String,
        /// Where it fails.
        error: Error,
    },
}

impl TemplateError {
    fn unreadable(path: &Path, error: std::io::Error) -> Self {
        Self::Unreadable {
            path: path.display().to_string(),
            error,
        }
    }
}

/// A page, ready to be sent.
#[derive(Debug)]
pub struct Page {
    html: String,
    referrer: &'static str,
    form_target: Option<String>,
}

impl Page {
    /// The same page, whose forms say to ourselves where they come from. With `no-referrer` browsers send
    /// `Origin: null` with them (Fetch standard, "serializing a request origin").
    #[must_use]
    pub fn with_form(self) -> Self {
        Self {
            referrer: "same-origin",
            ..self
        }
    }

    /// Whether there is a form on it.
    pub fn has_form(&self) -> bool {
        self.html.contains("<form")
    }

    /// The same page, whose forms may lead on to this origin: browsers ask that of redirects too (Content Security
    /// Policy Level 3, `form-action`).
    #[must_use]
    pub fn with_form_to(self, origin: &str) -> Self {
        Self {
            form_target: Some(origin.to_owned()),
            ..self.with_form()
        }
    }

    fn policy(&self) -> String {
        match &self.form_target {
            Some(origin) => POLICY.replace(
                "form-action 'self'",
                &format!("form-action 'self' {origin}"),
            ),
            None => POLICY.to_owned(),
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let policy = self.policy();
        let headers: [(HeaderName, &str); 7] = [
            (CACHE_CONTROL, "no-store"),
            (CONTENT_SECURITY_POLICY, &policy),
            (REFERRER_POLICY, self.referrer),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (X_FRAME_OPTIONS, "DENY"),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
        ];
        (headers, Html(self.html)).into_response()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use http::HeaderMap;

    use super::*;

    fn render(source: &'static str, context: Value) -> Result<Page, Error> {
        let language = Language::wanted(&HeaderMap::new());
        Templates::new(&[("own.html", source)]).page("own.html", language, context)
    }

    #[test]
    fn what_is_shown_cannot_become_markup() {
        let page = render(
            "{{ text }}",
            context! { text => "<script>alert('x')</script>" },
        );
        assert!(!page.unwrap().html.contains('<'));
    }

    #[test]
    fn a_missing_name_text_or_asset_fails() {
        for source in ["{{ other }}", "{{ t.other }}", "{{ asset('other.css') }}"] {
            assert!(render(source, context! {}).is_err(), "{source}");
        }
    }

    #[test]
    fn a_page_forbids_everything_inline_and_from_elsewhere() {
        let answer = render("", context! {}).unwrap().into_response();
        let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
        assert!(!policy.contains("http"));
        assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    }
}

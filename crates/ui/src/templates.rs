//! The template environment, and the page that comes out of it with the headers that a page needs.

use axum::response::{Html, IntoResponse, Response};
use http::HeaderName;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};

use crate::assets;
use crate::language::Language;

/// What every page extends, and the page of failures.
const OWN: [(&str, &str); 3] = [
    ("layout.html", include_str!("../templates/layout.html")),
    ("failure.html", include_str!("../templates/failure.html")),
    ("forms.html", include_str!("../templates/forms.html")),
];

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
        })
    }
}

/// A page, ready to be sent.
#[derive(Debug)]
pub struct Page {
    html: String,
    referrer: &'static str,
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
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers: [(HeaderName, &str); 7] = [
            (CACHE_CONTROL, "no-store"),
            (CONTENT_SECURITY_POLICY, POLICY),
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

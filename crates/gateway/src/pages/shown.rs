//! What a page shows beside its form: what is wrong, what was done, what was typed.

use std::collections::BTreeMap;

use http::StatusCode;
use poolgate_ui::Language;

use crate::code::Code;
use crate::error::ApiError;

/// What a page shows beside its form.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// What is wrong, above the form.
    pub(crate) error: Option<String>,
    /// The same for the log and the audit log.
    pub(crate) refused: Option<ApiError>,
    /// The status of the answer, where something is wrong.
    pub(crate) status: Option<StatusCode>,
    /// When to come back, in seconds.
    pub(crate) retry_after: Option<u64>,
    /// What was done.
    pub(crate) notice: Option<String>,
    /// What was typed, by the id of the field; never a password.
    pub(crate) values: BTreeMap<String, String>,
    /// What is wrong with a field, by its id.
    pub(crate) fields: BTreeMap<String, String>,
}

impl Shown {
    /// With what was typed into a field.
    pub(crate) fn with(mut self, field: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.values.insert(field.to_owned(), value.to_owned());
        }
        self
    }

    /// Something is wrong with a field: a text of the section `error`.
    pub(crate) fn wrong(&mut self, language: &Language, field: &str, text: &str) {
        let text = language.text(&["error", text]);
        self.fields.insert(field.to_owned(), text.clone());
        self.error.get_or_insert(text);
        self.status.get_or_insert(StatusCode::BAD_REQUEST);
        let refused = || ApiError::new(Code::ValidationFailed);
        self.refused.get_or_insert_with(refused);
    }
}

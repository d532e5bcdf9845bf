//! Attributes as fields of forms.

use poolgate_ui::{Language, Value, attribute_field, normal_value, value_fault};

use super::form::Form;
use super::shown::Shown;

/// An attribute's field, for a template.
pub(crate) fn field(attribute: &str, language: &Language) -> Value {
    attribute_field(attribute, attribute, language)
}

/// What was typed into the field of an attribute. It stays on the page, and what looks wrong is noted there.
pub(crate) fn typed(
    form: &Form,
    attribute: &str,
    language: &Language,
    shown: &mut Shown,
) -> Option<String> {
    let text = form.text(attribute)?;
    shown.values.insert(attribute.to_owned(), text.to_owned());
    let value = normal_value(attribute, text);
    if let Some(error) = value_fault(attribute, &value) {
        shown.wrong(language, attribute, error);
    }
    Some(value)
}

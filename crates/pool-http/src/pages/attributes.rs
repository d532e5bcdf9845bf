//! Attributes as fields of forms.

use poolgate_ui::{Language, Value, attribute_field, normal_value, value_fault};

use super::form::Form;
use super::shown::Shown;

/// The name of an attribute's field, as Cognito has it.
pub(crate) fn field_name(attribute: &str) -> String {
    format!("requiredAttributes[{attribute}]")
}

/// An attribute's field, for a template.
pub(crate) fn field(attribute: &str, language: &Language) -> Value {
    attribute_field(attribute, &field_name(attribute), language)
}

/// What was typed into the fields of these attributes. What is missing or looks wrong is noted in `shown`, as is what
/// was typed.
pub(crate) fn typed(
    form: &Form,
    attributes: &[String],
    shown: &mut Shown,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for attribute in attributes {
        match form.text(&field_name(attribute)) {
            None => shown.wrong(attribute, "required"),
            Some(text) => {
                shown.values.insert(attribute.clone(), text.to_owned());
                let value = normal_value(attribute, text);
                if let Some(error) = value_fault(attribute, &value) {
                    shown.wrong(attribute, error);
                }
                found.push((attribute.clone(), value));
            }
        }
    }
    found
}

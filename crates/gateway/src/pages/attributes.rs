//! Attributes as fields of forms.

use poolgate_ui::{Language, Value, context};

use super::form::Form;

/// The kind of an attribute's field, and for what browsers fill it in.
fn kind(attribute: &str) -> (&'static str, &'static str) {
    match attribute {
        "email" => ("email", "email"),
        "phone_number" => ("tel", "tel"),
        "birthdate" => ("date", "bday"),
        "name" => ("text", "name"),
        "given_name" => ("text", "given-name"),
        "family_name" => ("text", "family-name"),
        "middle_name" => ("text", "additional-name"),
        "nickname" => ("text", "nickname"),
        "preferred_username" => ("text", "username"),
        "gender" => ("text", "sex"),
        "address" => ("text", "street-address"),
        "website" => ("url", "url"),
        "profile" | "picture" => ("url", "off"),
        "locale" => ("text", "language"),
        _ => ("text", "off"),
    }
}

/// What a person calls an attribute.
fn label(attribute: &str, language: &Language) -> String {
    match attribute.strip_prefix("custom:") {
        // Those that a pool's owner made have no other name than their own.
        Some(own) => own.to_owned(),
        None => language.text(&["attribute", attribute]),
    }
}

/// An attribute's field, for a template.
pub(crate) fn field(attribute: &str, language: &Language) -> Value {
    let (kind, autocomplete) = kind(attribute);
    let hint = (attribute == "phone_number").then(|| label("phone_number_hint", language));
    context! {
        id => attribute,
        name => attribute,
        label => label(attribute, language),
        type => kind,
        autocomplete,
        hint => hint.unwrap_or_default(),
    }
}

/// What was typed into the field of an attribute. People write telephone numbers in groups.
pub(crate) fn typed(form: &Form, attribute: &str) -> String {
    let text = form.text(attribute).unwrap_or_default();
    if attribute != "phone_number" {
        return text.to_owned();
    }
    text.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/'))
        .collect()
}

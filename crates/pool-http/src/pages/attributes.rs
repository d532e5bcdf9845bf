//! Attributes as fields of forms.

use poolgate_ui::{Language, Value, context};

use super::form::Form;
use super::shown::Shown;

/// The name of an attribute's field, as Cognito has it.
pub(crate) fn field_name(attribute: &str) -> String {
    format!("requiredAttributes[{attribute}]")
}

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
pub(crate) fn label(attribute: &str, language: &Language) -> String {
    let text = language.text(&["attribute", attribute]);
    // Those that a pool's owner made have no other name than their own.
    match attribute.strip_prefix("custom:") {
        Some(own) => own.to_owned(),
        None => text,
    }
}

/// An attribute's field, for a template.
pub(crate) fn field(attribute: &str, language: &Language) -> Value {
    let (kind, autocomplete) = kind(attribute);
    let hint = (attribute == "phone_number").then(|| label("phone_number_hint", language));
    context! {
        id => attribute,
        name => field_name(attribute),
        label => label(attribute, language),
        type => kind,
        autocomplete,
        hint => hint.unwrap_or_default(),
    }
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
                let value = normal(attribute, text);
                if let Some(error) = fault(attribute, &value) {
                    shown.wrong(attribute, error);
                }
                found.push((attribute.clone(), value));
            }
        }
    }
    found
}

/// People write telephone numbers in groups.
pub(crate) fn normal(attribute: &str, text: &str) -> String {
    if attribute != "phone_number" {
        return text.to_owned();
    }
    text.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/'))
        .collect()
}

/// What is wrong with a value at first sight; the pool's schema decides.
fn fault(attribute: &str, value: &str) -> Option<&'static str> {
    match attribute {
        "email" => {
            let parts = value.split_once('@');
            let looks_right =
                parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
            (!looks_right).then_some("email_invalid")
        }
        "phone_number" => {
            let digits = value.strip_prefix('+').unwrap_or_default();
            let looks_right = (7..=15).contains(&digits.len())
                && digits.bytes().all(|byte| byte.is_ascii_digit());
            (!looks_right).then_some("phone_invalid")
        }
        "birthdate" => {
            let date: Result<jiff::civil::Date, _> = value.parse();
            (value.len() != 10 || date.is_err()).then_some("date_invalid")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{fault, normal};

    #[test]
    fn what_looks_wrong_is_found_at_its_field() {
        for (attribute, typed, expected) in [
            ("email", "ada@example.com", None),
            ("email", "ada", Some("email_invalid")),
            ("email", "@example.com", Some("email_invalid")),
            ("phone_number", "+44 (20) 7946-0000", None),
            ("phone_number", "020 7946 0000", Some("phone_invalid")),
            ("birthdate", "1990-12-31", None),
            ("birthdate", "1990-02-31", Some("date_invalid")),
            ("birthdate", "31.12.1990", Some("date_invalid")),
            ("name", "anything", None),
        ] {
            assert_eq!(
                fault(attribute, &normal(attribute, typed)),
                expected,
                "{typed}"
            );
        }
    }
}

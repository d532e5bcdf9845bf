//! Attributes of users as fields of forms.

use minijinja::{Value, context};

use crate::language::Language;

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
pub fn attribute_label(attribute: &str, language: &Language) -> String {
    match attribute.strip_prefix("custom:") {
        // Those that a pool's owner made have no other name than their own.
        Some(own) => own.to_owned(),
        None => language.text(&["attribute", attribute]),
    }
}

/// An attribute's field under this name, for a template.
pub fn attribute_field(attribute: &str, name: &str, language: &Language) -> Value {
    let (kind, autocomplete) = kind(attribute);
    let hint = attribute == "phone_number";
    let hint = hint.then(|| attribute_label("phone_number_hint", language));
    context! {
        id => attribute,
        name,
        label => attribute_label(attribute, language),
        type => kind,
        autocomplete,
        hint => hint.unwrap_or_default(),
    }
}

/// People write telephone numbers in groups.
pub fn normal_value(attribute: &str, text: &str) -> String {
    if attribute != "phone_number" {
        return text.to_owned();
    }
    text.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/'))
        .collect()
}

/// What is wrong with a value at first sight, by a name of the section `error`; the pool's schema decides.
pub fn value_fault(attribute: &str, value: &str) -> Option<&'static str> {
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
    use super::{normal_value, value_fault};

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
                value_fault(attribute, &normal_value(attribute, typed)),
                expected,
                "{typed}"
            );
        }
    }
}

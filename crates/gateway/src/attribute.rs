//! Which attributes a user may never write, whatever the settings say, and how a value is read.

use crate::field::{Check, Field};

/// The longest attribute value that Cognito takes, in characters.
const LONGEST_VALUE: usize = 2048;

/// Attributes that say what the pool or an administrator decided; no setting opens them to users.
pub fn is_never_allowed(name: &str) -> bool {
    matches!(
        name,
        "sub" | "email_verified" | "phone_number_verified" | "identities" | "updated_at"
    ) || name.starts_with("cognito:")
        || name.starts_with("dev:")
}

/// The new value of an attribute; an empty one removes it. Where the value stands is told by `place`.
pub(crate) fn new_value(
    check: &mut Check,
    name: &str,
    place: &str,
    field: Field<String>,
) -> Option<String> {
    if name == "email" {
        // A person whose address is gone could not get a new password.
        return match field {
            Field::Missing => None,
            field => Some(check.email(place, field)),
        };
    }
    let value = check.optional(place, field)?.trim().to_owned();
    // An address may have several lines (OpenID Connect Core 1.0, section 5.1.1).
    let line_break = |c| name == "address" && matches!(c, '\r' | '\n');
    if value.chars().count() > LONGEST_VALUE {
        check.problem(
            place,
            format!("This field must have at most {LONGEST_VALUE} characters."),
        );
    } else if value.chars().any(|c| c.is_control() && !line_break(c)) {
        check.problem(place, "This field has a character that is not allowed.");
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(name: &str, value: Value) -> Result<Option<String>, ()> {
        let mut check = Check::default();
        let field = serde_json::from_value(value).expect("a field takes any value");
        let value = new_value(&mut check, name, name, field);
        check.finish(value).map_err(drop)
    }

    #[test]
    fn a_value_is_a_short_text_and_may_be_empty() {
        assert_eq!(read("name", json!(" Jo ")), Ok(Some("Jo".to_owned())));
        assert_eq!(read("name", json!("")), Ok(Some(String::new())));
        assert_eq!(read("name", Value::Null), Ok(None));
        assert!(read("name", json!("x".repeat(2048))).is_ok());
        for bad in [json!("x".repeat(2049)), json!("a\nb"), json!(7), json!({})] {
            assert!(read("name", bad).is_err());
        }
    }

    #[test]
    fn an_address_has_lines() {
        assert!(read("address", json!("Main Street 1\nTown")).is_ok());
        assert!(read("address", json!("Main Street 1\u{7}")).is_err());
    }

    #[test]
    fn an_email_address_changes_and_never_goes() {
        assert_eq!(
            read("email", json!("new@example.com")),
            Ok(Some("new@example.com".to_owned()))
        );
        assert_eq!(read("email", Value::Null), Ok(None));
        for bad in ["", "nobody", "a b@example.com"] {
            assert!(read("email", json!(bad)).is_err(), "{bad}");
        }
    }
}

//! A pool's schema: which attributes exist, and what their values may be.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{AttributeDataType, SchemaAttributeType};

/// All attributes of a pool by their full names (`email`, `custom:role`).
#[derive(Debug, Clone, Default)]
pub struct Schema(BTreeMap<String, AttributeRule>);

/// One attribute.
#[derive(Debug, Clone)]
pub struct AttributeRule {
    /// The kind of value.
    pub kind: AttributeDataType,
    /// Whether every user must have it.
    pub required: bool,
    /// Whether it may change after it was set.
    pub mutable: bool,
    /// The least length or number.
    pub min: Option<i64>,
    /// The greatest length or number.
    pub max: Option<i64>,
}

/// An attribute does not conform to the schema. The texts are Cognito's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaFault {
    /// There is no such attribute.
    #[error(
        "Attributes did not conform to the schema: Type for attribute {{{0}}} could not be determined"
    )]
    Unknown(String),
    /// Required attributes are missing.
    #[error("Attributes did not conform to the schema: {}", required(.0))]
    Required(Vec<String>),
    /// A text is too short or too long. AWS's own text is not known.
    #[error("Attributes did not conform to the schema: {0}: String length is out of bounds")]
    Length(String),
    /// A number is out of its range, or none. AWS's own text is not known.
    #[error("Attributes did not conform to the schema: {0}: Number is out of bounds")]
    Number(String),
    /// A value is not of its kind. AWS's own text is not known.
    #[error("Attributes did not conform to the schema: {0}: Value is not of the attribute's type")]
    Kind(String),
    /// Not an email address.
    #[error("Invalid email address format.")]
    Email,
    /// Not a telephone number.
    #[error("Invalid phone number format.")]
    PhoneNumber,
    /// Not a day of the calendar. AWS's own text is not known.
    #[error("Invalid birthdate format.")]
    Birthdate,
}

fn required(names: &[String]) -> String {
    match names {
        [one] => format!("{one}: The attribute is required"),
        many => many
            .iter()
            .flat_map(|name| [name.as_str(), ": The attribute is required\n"])
            .collect(),
    }
}

impl Schema {
    /// The schema of a pool's `SchemaAttributes`.
    pub fn new(attributes: &[SchemaAttributeType]) -> Self {
        let rules = attributes.iter().filter_map(|attribute| {
            let name = attribute.name.clone()?;
            let bound = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
            let (min, max) = match (
                &attribute.string_attribute_constraints,
                &attribute.number_attribute_constraints,
            ) {
                (Some(text), _) => (bound(&text.min_length), bound(&text.max_length)),
                (None, Some(number)) => (bound(&number.min_value), bound(&number.max_value)),
                (None, None) => (None, None),
            };
            let rule = AttributeRule {
                kind: attribute
                    .attribute_data_type
                    .unwrap_or(AttributeDataType::String),
                required: attribute.required.unwrap_or(false),
                mutable: attribute.mutable.unwrap_or(true),
                min,
                max,
            };
            Some((name, rule))
        });
        Self(rules.collect())
    }

    /// The rule of an attribute.
    pub fn rule(&self, name: &str) -> Option<&AttributeRule> {
        self.0.get(name)
    }

    /// Checks one value.
    pub fn check(&self, name: &str, value: &str) -> Result<(), SchemaFault> {
        let rule = self
            .rule(name)
            .ok_or_else(|| SchemaFault::Unknown(name.to_owned()))?;
        let within = |number: i64| {
            rule.min.is_none_or(|min| number >= min) && rule.max.is_none_or(|max| number <= max)
        };
        match rule.kind {
            AttributeDataType::String => {
                let length = i64::try_from(value.encode_utf16().count()).unwrap_or(i64::MAX);
                if !within(length) {
                    return Err(SchemaFault::Length(name.to_owned()));
                }
            }
            AttributeDataType::Number => {
                if !value.parse().is_ok_and(within) {
                    return Err(SchemaFault::Number(name.to_owned()));
                }
            }
            AttributeDataType::Boolean => {
                if !matches!(value.to_ascii_lowercase().as_str(), "true" | "false") {
                    return Err(SchemaFault::Kind(name.to_owned()));
                }
            }
            AttributeDataType::DateTime => {
                if value.parse::<jiff::Timestamp>().is_err() {
                    return Err(SchemaFault::Kind(name.to_owned()));
                }
            }
        }
        match name {
            "email" if !is_email(value) => Err(SchemaFault::Email),
            "phone_number" if !is_phone_number(value) => Err(SchemaFault::PhoneNumber),
            "birthdate" if !is_day(value) => Err(SchemaFault::Birthdate),
            _ => Ok(()),
        }
    }

    /// Checks that every required attribute is there; `sub` is given by the service.
    pub fn check_required(&self, present: impl Fn(&str) -> bool) -> Result<(), SchemaFault> {
        let missing = self.missing(present);
        if missing.is_empty() {
            Ok(())
        } else {
            Err(SchemaFault::Required(missing))
        }
    }

    /// The required attributes that are not there.
    pub fn missing(&self, present: impl Fn(&str) -> bool) -> Vec<String> {
        self.0
            .iter()
            .filter(|(name, rule)| rule.required && *name != "sub" && !present(name))
            .map(|(name, _)| name.clone())
            .collect()
    }
}

/// Whether a text looks like an email address.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    !local.is_empty()
        && !domain.is_empty()
        && !local.contains('@')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && domain.contains('.')
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Whether a text is a telephone number in E.164 form.
pub(crate) fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether a text is a day as `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let shaped = text.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    shaped && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::standard_attributes;

    #[test]
    fn addresses_and_numbers_are_told_from_others() {
        for good in [
            "ada@example.com",
            "a+b@sub.example.co.uk",
            "\"x y\"@example.com".replace(' ', "").as_str(),
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "ada",
            "@example.com",
            "ada@",
            "a b@example.com",
            "ada@example",
            "a@b@c.de",
            "a@.de",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_phone_number("+15551234567"));
        assert!(!is_phone_number("15551234567"));
        assert!(!is_phone_number("+1 555"));
        assert!(!is_phone_number("+"));
    }

    #[test]
    fn unknown_attributes_and_lengths_are_refused_with_the_known_texts() {
        let schema = Schema::new(&standard_attributes());
        assert_eq!(
            schema.check("custom:role", "admin").map_err(|fault| fault.to_string()),
            Err("Attributes did not conform to the schema: Type for attribute {custom:role} could not be determined".to_owned())
        );
        assert_eq!(
            schema.check("birthdate", "2000-1-1"),
            Err(SchemaFault::Length("birthdate".to_owned()))
        );
        assert_eq!(
            schema.check("updated_at", "-1"),
            Err(SchemaFault::Number("updated_at".to_owned()))
        );
        assert_eq!(
            schema.check("email_verified", "maybe"),
            Err(SchemaFault::Kind("email_verified".to_owned()))
        );
        assert_eq!(schema.check("name", "Ada"), Ok(()));
    }

    #[test]
    fn a_birthdate_is_a_day_of_the_calendar() {
        let schema = Schema::new(&standard_attributes());
        for good in ["1815-12-10", "2000-02-29", "0000-02-28"] {
            assert_eq!(schema.check("birthdate", good), Ok(()), "{good}");
        }
        for bad in [
            "2000/01/01",
            "01-01-2000",
            "2001-02-29",
            "2000-13-01",
            "20000101T0",
            "yyyy-mm-dd",
        ] {
            assert_eq!(
                schema.check("birthdate", bad),
                Err(SchemaFault::Birthdate),
                "{bad}"
            );
        }
    }
}

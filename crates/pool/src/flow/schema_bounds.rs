//! The bounds that a schema sets for an attribute's values: numbers, and the lower not above the upper.

use poolgate_pool_api::types::{AttributeDataType, SchemaAttributeType};

use crate::error::Error;

/// The longest text that any attribute can be made for.
const LONGEST: i64 = 2048;

/// Checks the bounds that count for the attribute's type. The name is the full one.
pub(crate) fn check(
    kind: AttributeDataType,
    given: &SchemaAttributeType,
    name: &str,
) -> Result<(), Error> {
    match kind {
        AttributeDataType::String => {
            let bounds = given.string_attribute_constraints.as_ref();
            let min = bounds.and_then(|bounds| bounds.min_length.as_deref());
            let max = bounds.and_then(|bounds| bounds.max_length.as_deref());
            let min = number(min, "StringMinLength", name, 0)?;
            let max = number(max, "StringMaxLength", name, 0)?;
            if min.max(max) > Some(LONGEST) {
                return invalid(format!(
                    "user.{name}: String attributes cannot have a length of more than {LONGEST}"
                ));
            }
            in_order(min, max, || {
                format!("user.{name}: Max length cannot be less than min length.")
            })
        }
        AttributeDataType::Number => {
            let bounds = given.number_attribute_constraints.as_ref();
            let min = bounds.and_then(|bounds| bounds.min_value.as_deref());
            let max = bounds.and_then(|bounds| bounds.max_value.as_deref());
            let min = number(min, "NumberMinValue", name, i64::MIN)?;
            let max = number(max, "NumberMaxValue", name, i64::MIN)?;
            in_order(min, max, || {
                format!("user.{name}: Max value cannot be less than min value.")
            })
        }
        AttributeDataType::Boolean | AttributeDataType::DateTime => Ok(()),
    }
}

/// A bound as a number; an empty one is none.
fn number(text: Option<&str>, bound: &str, name: &str, least: i64) -> Result<Option<i64>, Error> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) if number >= least => Ok(Some(number)),
        _ => invalid(format!("Invalid {bound} for schema attribute {name}")),
    }
}

fn in_order(
    min: Option<i64>,
    max: Option<i64>,
    text: impl FnOnce() -> String,
) -> Result<(), Error> {
    match (min, max) {
        (Some(min), Some(max)) if max < min => invalid(text()),
        _ => Ok(()),
    }
}

fn invalid<T>(text: String) -> Result<T, Error> {
    Err(Error::InvalidParameter(text))
}

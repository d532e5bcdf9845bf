//! The SDK's free-form documents as JSON, and back.

use aws_smithy_types::{Document, Number};
use serde_json::Value;

pub(crate) fn to_json(document: &Document) -> Value {
    match document {
        Document::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members = members
                .into_iter()
                .map(|(name, value)| (name.clone(), to_json(value)));
            Value::Object(members.collect())
        }
        Document::Array(items) => Value::Array(items.iter().map(to_json).collect()),
        Document::Number(Number::PosInt(number)) => (*number).into(),
        Document::Number(Number::NegInt(number)) => (*number).into(),
        Document::Number(Number::Float(number)) => (*number).into(),
        Document::String(text) => Value::String(text.clone()),
        Document::Bool(truth) => Value::Bool(*truth),
        Document::Null => Value::Null,
    }
}

pub(crate) fn from_json(value: &Value) -> Document {
    match value {
        Value::Object(members) => Document::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), from_json(value)))
                .collect(),
        ),
        Value::Array(items) => Document::Array(items.iter().map(from_json).collect()),
        Value::Number(number) => Document::Number(if let Some(number) = number.as_u64() {
            Number::PosInt(number)
        } else if let Some(number) = number.as_i64() {
            Number::NegInt(number)
        } else {
            Number::Float(number.as_f64().unwrap_or_default())
        }),
        Value::String(text) => Document::String(text.clone()),
        Value::Bool(truth) => Document::Bool(*truth),
        Value::Null => Document::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_survives_both_ways() {
        let value = json!({
            "a": [1, -2, 1.5, "x", true, null],
            "b": {"c": {"d": []}}
        });
        assert_eq!(to_json(&from_json(&value)), value);
    }
}

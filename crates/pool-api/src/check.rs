//! Checks a request against the constraint tables, with the messages of AWS's validation layer.
//!
//! Types come first: a wrong one is a serialization error that names no member. Then every broken
//! constraint is collected into one message.

use std::fmt::Write;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use serde_json::{Map, Value};

/// The constraints of one shape of the model.
#[derive(Debug)]
pub enum Shape {
    /// An object with known members; unknown ones are ignored.
    Structure {
        /// In the model's order.
        members: &'static [Member],
        /// Whether values are kept out of messages.
        sensitive: bool,
    },
    /// A string.
    Text(Text),
    /// A list.
    List {
        /// The shape of its members.
        member: &'static Shape,
        /// How many members.
        limits: Limits,
    },
    /// An object with free keys.
    Map {
        /// The shape of its keys.
        key: &'static Shape,
        /// The shape of its values.
        value: &'static Shape,
        /// How many entries.
        limits: Limits,
        /// Whether values are kept out of messages.
        sensitive: bool,
    },
    /// A whole number.
    Integer {
        /// Its range.
        limits: Limits,
    },
    /// `true` or `false`.
    Boolean,
    /// Bytes in base64.
    Blob {
        /// Their number.
        limits: Limits,
    },
    /// Seconds since 1970.
    Timestamp,
    /// Any JSON.
    Document,
}

/// A member of a structure.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its name in messages.
    pub path: &'static str,
    /// Its constraints.
    pub shape: &'static Shape,
    /// Whether it must be there.
    pub required: bool,
}

/// The constraints of a string.
#[derive(Debug)]
pub struct Text {
    /// Its length in UTF-16 units, as Java counts.
    pub limits: Limits,
    /// The number of its pattern.
    pub pattern: Option<usize>,
    /// The values of an enumeration; empty for free text.
    pub values: &'static [&'static str],
    /// Whether the value is kept out of messages.
    pub sensitive: bool,
}

/// A range, both ends included.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The least allowed.
    pub min: Option<i64>,
    /// The most allowed.
    pub max: Option<i64>,
}

/// A pattern of the model.
pub struct Pattern {
    /// As messages print it.
    source: &'static str,
    kind: PatternKind,
}

enum PatternKind {
    Regex {
        translated: &'static str,
        compiled: OnceLock<Regex>,
    },
    ByHand(fn(&str) -> bool),
}

impl Pattern {
    pub(crate) const fn new(source: &'static str, translated: &'static str) -> Self {
        Self {
            source,
            kind: PatternKind::Regex {
                translated,
                compiled: OnceLock::new(),
            },
        }
    }

    pub(crate) const fn by_hand(source: &'static str, check: fn(&str) -> bool) -> Self {
        Self {
            source,
            kind: PatternKind::ByHand(check),
        }
    }

    fn matches(&self, text: &str) -> bool {
        match &self.kind {
            PatternKind::ByHand(check) => check(text),
            PatternKind::Regex {
                translated,
                compiled,
            } => compiled
                .get_or_init(|| Regex::new(translated).expect("a test compiles every pattern"))
                .is_match(text),
        }
    }
}

/// `^[0-9A-Za-z\.\-_]*(?<!\.)$`, which needs look-behind.
pub(crate) fn s3_bucket(text: &str) -> bool {
    !text.ends_with('.')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

/// Why a request is refused before its operation runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A value has the wrong JSON type: `SerializationException` with this message.
    Type(String),
    /// Constraints are broken: `InvalidParameterException` with this message.
    Constraints(String),
}

/// Checks `request` against `shape`.
pub fn check(shape: &Shape, request: &Value) -> Result<(), Refusal> {
    check_type(shape, request).map_err(Refusal::Type)?;
    let mut findings = Vec::new();
    check_constraints(shape, request, "", false, &mut findings);
    match findings.len() {
        0 => Ok(()),
        count => {
            let noun = if count == 1 { "error" } else { "errors" };
            Err(Refusal::Constraints(format!(
                "{count} validation {noun} detected: {}",
                findings.join("; ")
            )))
        }
    }
}

/// Finds the first value whose JSON type is not that of its shape. `null` stands for an absent member.
fn check_type(shape: &Shape, value: &Value) -> Result<(), String> {
    match (shape, value) {
        (_, Value::Null)
        | (Shape::Document | Shape::Boolean, Value::Bool(_))
        | (Shape::Document, _) => Ok(()),
        (Shape::Text(_) | Shape::Blob { .. }, Value::String(_))
        | (Shape::Timestamp, Value::Number(_)) => {
            if let (Shape::Blob { .. }, Value::String(text)) = (shape, value)
                && STANDARD.decode(text).is_err()
            {
                return Err("Invalid base64 encoding".to_owned());
            }
            Ok(())
        }
        // Every integer of a request has 32 bits. What AWS says of a greater one is unconfirmed.
        (Shape::Integer { .. }, Value::Number(number))
            if number
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()) =>
        {
            Ok(())
        }
        (Shape::Structure { members, .. }, Value::Object(object)) => members
            .iter()
            .filter_map(|member| object.get(member.name).map(|value| (member.shape, value)))
            .try_for_each(|(shape, value)| check_type(shape, value)),
        (Shape::List { member, .. }, Value::Array(items)) => {
            items.iter().try_for_each(|item| check_type(member, item))
        }
        (Shape::Map { value: shape, .. }, Value::Object(object)) => object
            .values()
            .try_for_each(|value| check_type(shape, value)),
        (_, Value::Array(_)) => Err("Start of list found where not expected".to_owned()),
        (_, Value::Object(_)) => {
            Err("Start of structure or map found where not expected.".to_owned())
        }
        (Shape::Structure { .. } | Shape::List { .. } | Shape::Map { .. }, _) => {
            Err("Unexpected field type".to_owned())
        }
        (shape, value) => {
            let found = match value {
                Value::Bool(true) => "TRUE_VALUE",
                Value::Bool(false) => "FALSE_VALUE",
                Value::Number(number) if number.is_f64() => "DECIMAL_VALUE",
                Value::Number(_) => "NUMBER_VALUE",
                _ => "STRING_VALUE",
            };
            let wanted = match shape {
                Shape::Integer { .. } => "an Integer",
                Shape::Boolean => "a Boolean",
                Shape::Timestamp => "a Timestamp",
                Shape::Blob { .. } => "a Blob",
                _ => "a String",
            };
            Err(format!("{found} can not be converted to {wanted}"))
        }
    }
}

fn check_constraints(
    shape: &Shape,
    value: &Value,
    path: &str,
    hidden: bool,
    findings: &mut Vec<String>,
) {
    match (shape, value) {
        (Shape::Structure { members, sensitive }, Value::Object(object)) => {
            check_members(members, object, path, hidden || *sensitive, findings);
        }
        (Shape::Text(text), Value::String(value)) => {
            check_text(text, value, path, hidden || text.sensitive, findings);
        }
        (Shape::List { member, limits }, Value::Array(items)) => {
            check_count(
                *limits,
                items.len(),
                &printed(value),
                path,
                hidden,
                findings,
            );
            for (place, item) in items.iter().enumerate() {
                check_constraints(
                    member,
                    item,
                    &format!("{path}.{}.member", place + 1),
                    hidden,
                    findings,
                );
            }
        }
        (
            Shape::Map {
                key,
                value: shape,
                limits,
                sensitive,
            },
            Value::Object(object),
        ) => {
            let hidden = hidden || *sensitive;
            check_count(
                *limits,
                object.len(),
                &printed(value),
                path,
                hidden,
                findings,
            );
            for (name, value) in object {
                if let Shape::Text(text) = key {
                    check_text(text, name, path, hidden, findings);
                }
                check_constraints(
                    shape,
                    value,
                    &format!("{path}.{name}.member"),
                    hidden,
                    findings,
                );
            }
        }
        (Shape::Integer { limits }, Value::Number(number)) => {
            let number = number.as_i64().unwrap_or_default();
            check_limits(
                *limits,
                number,
                "value",
                &number.to_string(),
                path,
                hidden,
                findings,
            );
        }
        (Shape::Blob { limits }, Value::String(text)) => {
            let count = STANDARD.decode(text).map_or(0, |bytes| bytes.len());
            check_count(
                *limits,
                count,
                "java.nio.HeapByteBuffer",
                path,
                hidden,
                findings,
            );
        }
        _ => {}
    }
}

fn check_members(
    members: &[Member],
    object: &Map<String, Value>,
    path: &str,
    hidden: bool,
    findings: &mut Vec<String>,
) {
    for member in members {
        let path = if path.is_empty() {
            member.path.to_owned()
        } else {
            format!("{path}.{}", member.path)
        };
        match object.get(member.name) {
            None | Some(Value::Null) => {
                if member.required {
                    let value = if hidden || is_sensitive(member.shape) {
                        "Value"
                    } else {
                        "Value null"
                    };
                    findings.push(format!(
                        "{value} at '{path}' failed to satisfy constraint: Member must not be null"
                    ));
                }
            }
            Some(value) => check_constraints(member.shape, value, &path, hidden, findings),
        }
    }
}

const fn is_sensitive(shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => text.sensitive,
        Shape::Structure { sensitive, .. } | Shape::Map { sensitive, .. } => *sensitive,
        _ => false,
    }
}

fn check_text(text: &Text, value: &str, path: &str, hidden: bool, findings: &mut Vec<String>) {
    if !text.values.is_empty() {
        if !text.values.contains(&value) {
            let set = text.values.join(", ");
            findings.push(finding(
                value,
                path,
                hidden,
                &format!("satisfy enum value set: [{set}]"),
            ));
        }
        return;
    }
    if let Some(number) = text.pattern {
        let pattern = &crate::generated::tables::PATTERNS[number];
        if !pattern.matches(value) {
            let rule = format!("satisfy regular expression pattern: {}", pattern.source);
            findings.push(finding(value, path, hidden, &rule));
        }
    }
    if text.limits.min.is_some() || text.limits.max.is_some() {
        check_count(
            text.limits,
            value.encode_utf16().count(),
            value,
            path,
            hidden,
            findings,
        );
    }
}

fn check_count(
    limits: Limits,
    count: usize,
    value: &str,
    path: &str,
    hidden: bool,
    findings: &mut Vec<String>,
) {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    check_limits(limits, count, "length", value, path, hidden, findings);
}

fn check_limits(
    limits: Limits,
    number: i64,
    what: &str,
    value: &str,
    path: &str,
    hidden: bool,
    findings: &mut Vec<String>,
) {
    if let Some(min) = limits.min.filter(|min| number < *min) {
        let rule = format!("have {what} greater than or equal to {min}");
        findings.push(finding(value, path, hidden, &rule));
    }
    if let Some(max) = limits.max.filter(|max| number > *max) {
        let rule = format!("have {what} less than or equal to {max}");
        findings.push(finding(value, path, hidden, &rule));
    }
}

fn finding(value: &str, path: &str, hidden: bool, rule: &str) -> String {
    let mut text = String::from("Value ");
    if !hidden {
        let _ = write!(text, "'{value}' ");
    }
    let _ = write!(
        text,
        "at '{path}' failed to satisfy constraint: Member must {rule}"
    );
    text
}

/// A list or map as Java prints it, as far as its members are plain values.
fn printed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            format!(
                "[{}]",
                items.iter().map(printed).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Object(object) => {
            let entries: Vec<_> = object
                .iter()
                .map(|(key, value)| format!("{key}={}", printed(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;

//! The constraint tables: what a request must look like, for the checker in `poolgate-pool-api`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::names::{path, screaming};
use crate::model::{Model, Shape, target};

/// The text of `tables.rs`.
pub(crate) fn generate(model: &Model) -> String {
    let patterns = patterns(model);
    let mut out = String::from("use crate::check::{Limits, Member, Pattern, Shape, Text};\n\n");
    let _ = writeln!(
        out,
        "/// Every pattern of the model, as it is printed and as it is matched."
    );
    let _ = writeln!(
        out,
        "pub(crate) static PATTERNS: [Pattern; {}] = [",
        patterns.len()
    );
    for (source, _) in by_number(&patterns) {
        match model.ours.hand_checked_patterns.get(source) {
            Some(function) => {
                let _ = writeln!(
                    out,
                    "Pattern::by_hand({source:?}, crate::check::{function}),"
                );
            }
            None => {
                let _ = writeln!(out, "Pattern::new({source:?}, {:?}),", translate(source));
            }
        }
    }
    out.push_str("];\n");
    let read = model.reachable(model.inputs());
    for (name, shape) in model
        .shapes
        .iter()
        .filter(|(name, _)| read.contains(name.as_str()))
    {
        let constant = screaming(name);
        let text = match shape {
            Shape::Structure(structure) if structure.exception => continue,
            Shape::Structure(structure) if structure.document => "Shape::Document".to_owned(),
            Shape::Structure(structure) => {
                let mut members = String::new();
                for (member, reference) in &structure.members {
                    let _ = write!(
                        members,
                        "Member {{ name: {member:?}, path: {:?}, shape: &{}, required: {} }},",
                        path(member),
                        screaming(target(reference)),
                        structure.required.contains(member),
                    );
                }
                format!(
                    "Shape::Structure {{ members: &[{members}], sensitive: {} }}",
                    structure.sensitive
                )
            }
            Shape::String(text) => format!(
                "Shape::Text(Text {{ limits: {}, pattern: {:?}, values: &{:?}, sensitive: {} }})",
                limits(
                    text.min.map(u64::cast_signed),
                    text.max.map(u64::cast_signed)
                ),
                text.pattern
                    .as_ref()
                    .map(|pattern| patterns[pattern.as_str()]),
                text.values,
                text.sensitive,
            ),
            Shape::List(list) => format!(
                "Shape::List {{ member: &{}, limits: {} }}",
                screaming(target(&list.member)),
                limits(
                    list.min.map(u64::cast_signed),
                    list.max.map(u64::cast_signed)
                ),
            ),
            Shape::Map(map) => format!(
                "Shape::Map {{ key: &{}, value: &{}, limits: {}, sensitive: {} }}",
                screaming(target(&map.key)),
                screaming(target(&map.value)),
                limits(map.min.map(u64::cast_signed), map.max.map(u64::cast_signed)),
                map.sensitive,
            ),
            Shape::Integer(range) | Shape::Long(range) => {
                format!(
                    "Shape::Integer {{ limits: {} }}",
                    limits(range.min, range.max)
                )
            }
            Shape::Boolean {} => "Shape::Boolean".to_owned(),
            Shape::Blob(range) => {
                format!("Shape::Blob {{ limits: {} }}", limits(range.min, range.max))
            }
            Shape::Timestamp {} => "Shape::Timestamp".to_owned(),
        };
        let _ = writeln!(
            out,
            "\n/// `{name}`.\npub(crate) static {constant}: Shape = {text};"
        );
    }
    out
}

fn limits(min: Option<i64>, max: Option<i64>) -> String {
    format!("Limits {{ min: {min:?}, max: {max:?} }}")
}

/// Every pattern with a number.
fn patterns(model: &Model) -> BTreeMap<&str, usize> {
    let mut patterns = BTreeMap::new();
    for shape in model.shapes.values() {
        if let Shape::String(text) = shape
            && let Some(pattern) = &text.pattern
        {
            patterns.insert(pattern.as_str(), 0);
        }
    }
    for (number, value) in patterns.values_mut().enumerate() {
        *value = number;
    }
    patterns
}

fn by_number<'m>(patterns: &BTreeMap<&'m str, usize>) -> Vec<(&'m str, usize)> {
    let mut list: Vec<_> = patterns
        .iter()
        .map(|(source, number)| (*source, *number))
        .collect();
    list.sort_by_key(|(_, number)| *number);
    list
}

/// A Java pattern as the `regex` crate reads it: `\w`, `\s` and `\S` are ASCII in Java and Unicode
/// in the crate; `.` excludes more line ends in Java. The whole value must match.
fn translate(source: &str) -> String {
    const SPACE: &str = " \\t\\n\\x0B\\x0C\\r";
    let mut out = String::new();
    let mut in_class = false;
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('w') if in_class => out.push_str("0-9A-Za-z_"),
                Some('w') => out.push_str("[0-9A-Za-z_]"),
                Some('s') if in_class => out.push_str(SPACE),
                Some('s') => out.extend(["[", SPACE, "]"]),
                // In the model it stands alone in its class: `[\S]`.
                Some('S') if in_class => {
                    out.extend(["^", SPACE]);
                }
                Some('S') => out.extend(["[^", SPACE, "]"]),
                Some(other) => {
                    out.push('\\');
                    out.push(other);
                }
                None => {}
            },
            '[' => {
                in_class = true;
                out.push(character);
            }
            ']' => {
                in_class = false;
                out.push(character);
            }
            // A hyphen that can start no range is meant as itself.
            '-' if in_class && characters.peek().is_some_and(|next| "_]".contains(*next)) => {
                out.push_str("\\-");
            }
            other => out.push(other),
        }
    }
    format!("\\A(?:{out})\\z")
}

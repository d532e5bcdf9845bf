//! The Rust types of every request, response and part of them.

use std::fmt::Write;

use super::names::{pascal, serde_pascal, snake};
use crate::model::{Model, Shape, Structure, target};

/// The text of `types.rs`.
pub(crate) fn generate(model: &Model) -> String {
    let read = model.reachable(model.inputs());
    let written = model.reachable(model.outputs());
    let mut out = String::from(
        "use std::collections::BTreeMap;\n\nuse serde::{Deserialize, Serialize};\n\nuse crate::{Blob, Secret, Timestamp};\n",
    );
    for (name, shape) in &model.shapes {
        if !read.contains(name.as_str()) && !written.contains(name.as_str()) {
            continue;
        }
        match shape {
            Shape::Structure(structure) if !structure.exception && !structure.document => {
                write_structure(&mut out, model, name, structure);
            }
            Shape::String(text) if !text.values.is_empty() => {
                write_enumeration(&mut out, name, &text.values);
            }
            _ => {}
        }
    }
    out
}

fn write_structure(out: &mut String, model: &Model, name: &str, structure: &Structure) {
    let _ = writeln!(out, "\n/// `{name}` of the API model.");
    let _ = writeln!(
        out,
        "#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]"
    );
    let _ = writeln!(out, "#[serde(rename_all = \"PascalCase\")]");
    let _ = writeln!(out, "pub struct {} {{", pascal(name));
    for (member, reference) in &structure.members {
        let field = snake(member);
        let kind = rust_type(model, target(reference));
        if serde_pascal(&field) != *member {
            let _ = writeln!(out, "#[serde(rename = \"{member}\")]");
        }
        if structure.required.contains(member) && has_default(model, target(reference)) {
            let _ = writeln!(out, "pub {field}: {kind},");
        } else {
            let _ = writeln!(
                out,
                "#[serde(default, skip_serializing_if = \"Option::is_none\")]"
            );
            let _ = writeln!(out, "pub {field}: Option<{kind}>,");
        }
    }
    out.push_str("}\n");
}

/// Whether the type has a value to start from; enumerations have none, so they stay optional.
fn has_default(model: &Model, name: &str) -> bool {
    !matches!(model.shapes.get(name), Some(Shape::String(text)) if !text.values.is_empty())
}

fn write_enumeration(out: &mut String, name: &str, values: &[String]) {
    let kind = pascal(name);
    let _ = writeln!(out, "\n/// `{name}` of the API model.");
    let _ = writeln!(
        out,
        "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]"
    );
    let _ = writeln!(out, "pub enum {kind} {{");
    for value in values {
        let _ = writeln!(out, "#[serde(rename = \"{value}\")]\n{},", pascal(value));
    }
    let _ = writeln!(out, "}}\n\nimpl {kind} {{");
    let _ = writeln!(
        out,
        "/// The value on the wire.\npub const fn as_str(self) -> &'static str {{ match self {{"
    );
    for value in values {
        let _ = writeln!(out, "Self::{} => \"{value}\",", pascal(value));
    }
    out.push_str("} } }\n");
}

/// The Rust type of a shape.
fn rust_type(model: &Model, name: &str) -> String {
    match model.shapes.get(name) {
        Some(Shape::Structure(structure)) if structure.document => "serde_json::Value".to_owned(),
        Some(Shape::Structure(_)) => pascal(name),
        Some(Shape::String(text)) if !text.values.is_empty() => pascal(name),
        Some(Shape::String(_)) if model.ours.secret_shapes.iter().any(|secret| secret == name) => {
            "Secret".to_owned()
        }
        Some(Shape::List(list)) => format!("Vec<{}>", rust_type(model, target(&list.member))),
        Some(Shape::Map(_)) if model.ours.secret_maps.iter().any(|secret| secret == name) => {
            "BTreeMap<String, Secret>".to_owned()
        }
        Some(Shape::Map(map)) => {
            format!("BTreeMap<String, {}>", rust_type(model, target(&map.value)))
        }
        Some(Shape::Integer(_)) => "i32".to_owned(),
        Some(Shape::Long(_)) => "i64".to_owned(),
        Some(Shape::Boolean {}) => "bool".to_owned(),
        Some(Shape::Blob(_)) => "Blob".to_owned(),
        Some(Shape::Timestamp {}) => "Timestamp".to_owned(),
        Some(Shape::String(_)) | None => "String".to_owned(),
    }
}

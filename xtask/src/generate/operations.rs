//! The list of operations: names, shapes, who may call them.

use std::fmt::Write;

use super::names::screaming;
use crate::model::{Model, Operation, Shape};

/// The text of `operations.rs`.
pub(crate) fn generate(model: &Model) -> String {
    let mut out = String::from(
        "use super::tables;\nuse crate::operation::{Authorization, Operation, Output};\n\n",
    );
    let _ = writeln!(
        out,
        "/// Every operation of the API, sorted by name.\npub static OPERATIONS: [Operation; {}] = [",
        model.operations.len()
    );
    for (name, operation) in &model.operations {
        let _ = writeln!(
            out,
            "Operation {{ name: {name:?}, input: &tables::{}, output: Output::{}, authorization: Authorization::{} }},",
            screaming(&operation.input),
            output(model, operation),
            authorization(operation),
        );
    }
    let _ = writeln!(
        out,
        "];\n\n/// Every error of the API and its HTTP status, sorted by name.\npub static ERRORS: [(&str, u16); {}] = [",
        model.errors.len()
    );
    for (name, error) in &model.errors {
        let _ = writeln!(out, "({name:?}, {}),", error.status);
    }
    out.push_str("];\n");
    out
}

fn output(model: &Model, operation: &Operation) -> &'static str {
    match operation
        .output
        .as_ref()
        .and_then(|name| model.shapes.get(name))
    {
        None => "Nothing",
        Some(Shape::Structure(structure)) if structure.members.is_empty() => "Empty",
        Some(_) => "Structure",
    }
}

fn authorization(operation: &Operation) -> &'static str {
    match (operation.auth.as_str(), operation.access_token.as_deref()) {
        ("none", Some("required")) => "AccessToken",
        ("none", Some(_)) => "AccessTokenOrSession",
        ("none", None) => "Public",
        ("clientSecretInBody", _) => "ClientSecret",
        ("sigv4OrClientInBody", _) => "SigV4OrClient",
        _ => "SigV4",
    }
}

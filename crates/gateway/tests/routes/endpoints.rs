//! The page about endpoints and errors, made from the OpenAPI document.

use std::fmt::Write;

use poolgate_gateway::Code;
use serde_json::Value;

/// `docs/endpoints.md`.
pub(crate) fn page(document: &Value) -> String {
    let mut page = String::from(
        "# Endpoints and errors\n\nGenerated from [the OpenAPI document](openapi.json); a running gateway shows it at \
         `/apidocs`. Bodies are JSON. Members in italics may be left out.\n",
    );
    for tag in document["tags"].as_array().expect("tags") {
        let name = text(&tag["name"]);
        write(&mut page, format_args!("\n## {name}\n"));
        for (path, method, operation) in operations(document) {
            if operation["tags"][0] == tag["name"] {
                endpoint(&mut page, document, path, method, operation);
            }
        }
    }
    page.push_str("\n## Errors\n\nEvery error has the same body: `success` (false), `error` (a code of this list), `message`, `request_id`, and where it helps `fields` and `retry_after`. A caller that accepts `application/problem+json` gets it by RFC 9457.\n\n| error | status | meaning |\n|---|---|---|\n");
    for code in Code::ALL {
        let (word, status) = (code.as_str(), code.status().as_u16());
        write(
            &mut page,
            format_args!("| `{word}` | {status} | {} |\n", code.message()),
        );
    }
    page
}

fn write(page: &mut String, text: std::fmt::Arguments<'_>) {
    page.write_fmt(text).expect("a string takes any text");
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("methods");
        item.iter()
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn endpoint(page: &mut String, document: &Value, path: &str, method: &str, operation: &Value) {
    let summary = text(&operation["summary"]);
    write(
        page,
        format_args!("\n### {} {path}\n\n{summary}.", method.to_uppercase()),
    );
    if let Some(about) = operation["description"].as_str() {
        let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
        write(page, format_args!(" {about}"));
    }
    if let Some(security) = operation["security"].as_array() {
        let optional = security
            .iter()
            .any(|way| way.as_object().is_some_and(serde_json::Map::is_empty));
        page.push_str(if optional {
            " With or without a bearer token or a session."
        } else {
            " Needs a bearer token or a session."
        });
    }
    page.push_str("\n\n");
    if let Some(members) = members(document, &operation["requestBody"]["content"]) {
        write(page, format_args!("- body: {members}\n"));
    }
    let responses = operation["responses"].as_object().expect("responses");
    for (status, response) in responses {
        if status.starts_with('2') {
            let about = text(&response["description"]);
            let members =
                members(document, &response["content"]).map_or(String::new(), |m| format!(": {m}"));
            write(
                page,
                format_args!("- {status}, {}{members}\n", lower(about)),
            );
        } else {
            write(
                page,
                format_args!("- {status}: {}\n", text(&response["description"])),
            );
        }
    }
}

/// A sentence's beginning inside of a line; `JSON` and the like stay.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => sentence.to_owned(),
    }
}

/// The members of a body, in one line.
fn members(document: &Value, content: &Value) -> Option<String> {
    let schema = &content.get("application/json")?["schema"];
    Some(described(document, schema))
}

fn described(document: &Value, schema: &Value) -> String {
    let schema = schema["$ref"]
        .as_str()
        .and_then(|reference| document.pointer(reference.trim_start_matches('#')))
        .unwrap_or(schema);
    let ways = schema.get("oneOf").or_else(|| schema.get("anyOf"));
    if let Some(ways) = ways.and_then(Value::as_array) {
        let ways: Vec<_> = ways.iter().map(|way| described(document, way)).collect();
        return ways.join("; or ");
    }
    let Some(properties) = schema["properties"].as_object() else {
        return "an object".to_owned();
    };
    let required = schema["required"].as_array();
    let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|n| n == name));
    let names = properties.keys().map(|name| {
        if is_required(name) {
            format!("`{name}`")
        } else {
            format!("*`{name}`*")
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

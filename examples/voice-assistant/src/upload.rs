//! `POST /api/upload-customers`: a list of customers as CSV.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::extract::multipart::{Field, Multipart};
use axum::http::StatusCode;
use poolgate_verify::VerifiedClaims;
use serde_json::{Value, json};

use crate::answer::Refused;
use crate::app::App;
use crate::customers::Customer;

/// The largest body.
pub(crate) const BODY: usize = 2 * 1024 * 1024;
/// The largest file.
const FILE: usize = 1024 * 1024;
/// The most customers in one file.
const ROWS: usize = 10_000;
/// The longest text of a cell, in characters.
const CELL: usize = 200;
/// How many problems an answer names.
const NAMED: usize = 20;

const NEEDED: [&str; 3] = ["customer_id", "name", "phone_number"];
const COLUMNS: [&str; 4] = ["customer_id", "name", "phone_number", "notes"];

/// Takes the part `file`. All customers are taken, or none.
pub(crate) async fn post(
    State(app): State<App>,
    claims: VerifiedClaims,
    mut parts: Multipart,
) -> Result<Json<Value>, Refused> {
    let mut file = None;
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|error| unreadable(&error))?
    {
        if part.name() == Some("file") && file.is_none() {
            file = Some(bytes(part).await?);
        }
    }
    let file =
        file.ok_or_else(|| Refused::bad("file_missing", "Send the list as the part file."))?;
    let customers = parse(&file).map_err(|problems| {
        let message = "The list has mistakes. Nothing was taken.";
        Refused::bad("invalid_csv", message).errors(json!(problems))
    })?;
    let count = customers.len();
    app.customers.put(customers).await?;
    tracing::info!(
        customers = count,
        sub = claims.sub(),
        "customers were uploaded"
    );
    Ok(Json(
        json!({"success": true, "message": format!("{count} customers were taken."), "imported": count}),
    ))
}

async fn bytes(mut part: Field<'_>) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| unreadable(&error))? {
        if bytes.len() + chunk.len() > FILE {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn too_large() -> Refused {
    let message = "The list is larger than 1 MiB. Send it in parts.";
    Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", message)
}

fn unreadable(error: &axum::extract::multipart::MultipartError) -> Refused {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Refused::bad(
        "invalid_request",
        "The form could not be read. Send multipart/form-data.",
    )
}

/// A mistake, and where it is.
fn problem(line: u64, column: &str, what: impl Into<String>) -> Value {
    json!({"line": line, "column": column, "problem": what.into()})
}

/// Reads a list, or says what is wrong with it.
fn parse(bytes: &[u8]) -> Result<Vec<Customer>, Vec<Value>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let columns = reader
        .headers()
        .cloned()
        .map_err(|error| vec![broken(&error)])?;
    let mut problems = header_problems(&columns);
    if !problems.is_empty() {
        return Err(problems);
    }
    let (mut customers, mut lines) = (Vec::new(), BTreeMap::new());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let customer = customer(&columns, &record, line, &mut problems);
                if let Some(earlier) = lines.insert(customer.customer_id.clone(), line) {
                    problems.push(problem(
                        line,
                        "customer_id",
                        format!("is on line {earlier} already"),
                    ));
                }
                customers.push(customer);
            }
            Err(error) => problems.push(broken(&error)),
        }
        if customers.len() > ROWS {
            problems.push(problem(0, "", format!("has more than {ROWS} customers")));
        }
        if problems.len() >= NAMED || customers.len() > ROWS {
            break;
        }
    }
    if problems.is_empty() {
        Ok(customers)
    } else {
        Err(problems)
    }
}

fn header_problems(columns: &csv::StringRecord) -> Vec<Value> {
    let missing = NEEDED
        .iter()
        .filter(|name| !columns.iter().any(|column| column == **name))
        .map(|name| problem(1, name, "is missing"));
    let unknown = columns
        .iter()
        .filter(|column| !COLUMNS.contains(column))
        .map(|column| problem(1, column, format!("is none of {}", COLUMNS.join(", "))));
    let twice = COLUMNS
        .iter()
        .filter(|name| columns.iter().filter(|column| column == *name).count() > 1)
        .map(|name| problem(1, name, "is there more than once"));
    missing.chain(unknown).chain(twice).take(NAMED).collect()
}

fn customer(
    columns: &csv::StringRecord,
    record: &csv::StringRecord,
    line: u64,
    problems: &mut Vec<Value>,
) -> Customer {
    let mut cell = |name: &str| {
        let at = columns.iter().position(|column| column == name);
        let text = at.and_then(|at| record.get(at)).unwrap_or_default();
        if text.is_empty() && NEEDED.contains(&name) {
            problems.push(problem(line, name, "is empty"));
        } else if text.chars().count() > CELL {
            problems.push(problem(
                line,
                name,
                format!("is longer than {CELL} characters"),
            ));
        } else if text.chars().any(char::is_control) {
            problems.push(problem(line, name, "has a control character"));
        } else if name == "phone_number" && !is_phone_number(text) {
            problems.push(problem(line, name, "is not like +15555550100"));
        }
        text.to_owned()
    };
    Customer {
        customer_id: cell("customer_id"),
        name: cell("name"),
        phone_number: cell("phone_number"),
        notes: cell("notes"),
    }
}

/// E.164.
fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

fn broken(error: &csv::Error) -> Value {
    let line = error.position().map_or(0, csv::Position::line);
    let what = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("has {len} cells where the first line has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8".to_owned(),
        _ => "cannot be read".to_owned(),
    };
    problem(line, "", what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(u64, String)> {
        let problems = parse(text.as_bytes()).expect_err("mistakes");
        let place = |problem: &Value| {
            let column = problem["column"].as_str().expect("a column").to_owned();
            (problem["line"].as_u64().expect("a line"), column)
        };
        problems.iter().map(place).collect()
    }

    #[test]
    fn a_list_may_have_its_columns_in_any_order() {
        let text =
            "\u{feff}name,phone_number,customer_id\n\"Lovelace, Ada\", +15555550100 ,12345\n";
        let customers = parse(text.as_bytes()).expect("a list");
        assert_eq!(customers.len(), 1);
        assert_eq!(customers[0].name, "Lovelace, Ada");
        assert_eq!(customers[0].phone_number, "+15555550100");
        assert_eq!(customers[0].notes, "");
    }

    #[test]
    fn a_mistake_is_named_by_line_and_column() {
        let head = "customer_id,name,phone_number\n";
        let at = |line, column: &str| vec![(line, column.to_owned())];
        for (rows, expected) in [
            ("1,Ada,0123", at(2, "phone_number")),
            ("1,Ada,+15555550100\n2,,+15555550101", at(3, "name")),
            (
                "1,Ada,+15555550100\n1,Eve,+15555550101",
                at(3, "customer_id"),
            ),
            ("1,Ada", at(2, "")),
            ("\"1\",\"A\u{7}a\",+15555550100", at(2, "name")),
        ] {
            assert_eq!(problems(&format!("{head}{rows}\n")), expected, "{rows}");
        }
        assert_eq!(problems("customer_id,name\n"), at(1, "phone_number"));
        assert_eq!(
            problems("customer_id,name,phone_number,age\n"),
            at(1, "age")
        );
        assert_eq!(
            problems(&format!("{head}1,{},+15555550100\n", "x".repeat(201))),
            at(2, "name")
        );
        let bytes = [head.as_bytes(), b"1,\xff,+15555550100\n"].concat();
        assert!(parse(&bytes).is_err());
    }

    fn rows(count: usize, rest: &str) -> String {
        let rows: Vec<_> = (0..count).map(|n| format!("{n},{rest}\n")).collect();
        rows.concat()
    }

    #[test]
    fn a_list_is_not_longer_than_agreed() {
        let too_many = rows(ROWS + 1, "Ada,+15555550100");
        assert_eq!(
            problems(&format!("customer_id,name,phone_number\n{too_many}")).len(),
            1
        );
        let many = rows(100, ",");
        let named = problems(&format!("customer_id,name,phone_number\n{many}")).len();
        assert!((NAMED..NAMED + 3).contains(&named), "{named}");
    }
}

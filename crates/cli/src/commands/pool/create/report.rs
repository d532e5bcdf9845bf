//! What `poolgate pool create` says.

use std::io::Write as _;

use anyhow::Result;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::Made;
use super::env::Written;
use crate::commands::output::{self, Sheet};
use crate::wiring::Place;

/// Prints what there is now, and what comes next.
pub(super) fn print(made: &Made, written: &Written, json: bool, show_secret: bool) -> Result<()> {
    let warnings: Vec<String> = written
        .hidden_by
        .iter()
        .map(|name| format!("{name} is set in the environment, which comes before .env"))
        .collect();
    crate::commands::warn(&warnings);
    if json {
        return output::print_json(&document(made, written, show_secret));
    }
    let state = |is_new| if is_new { "made" } else { "there already" };
    let mut sheet = Sheet::new();
    sheet
        .line("Where", made.place.to_string())
        .line(
            "User pool",
            format!("{} ({})", made.pool.name, state(made.pool_is_new)),
        )
        .line("Pool id", &made.pool.id)
        .line(
            "App client",
            format!("{} ({})", made.client.name, state(made.client_is_new)),
        )
        .line("Client id", &made.client.id);
    match &made.client.secret {
        Some(secret) if show_secret => {
            sheet.line("Client secret", secret.expose_secret());
        }
        Some(_) if written.path.is_some() => {
            sheet.line("Client secret", "(hidden; it is in the file)");
        }
        Some(_) => {
            sheet.line("Client secret", "(hidden; --show-secret prints it)");
        }
        None => {}
    }
    sheet.line("Region", &made.region);
    if !made.groups.is_empty() {
        let groups = made.groups.iter();
        let groups: Vec<String> = groups
            .map(|(name, is_new)| format!("{name} ({})", state(*is_new)))
            .collect();
        sheet.line("Groups", groups.join(", "));
    }
    if let Some(path) = &written.path {
        let names = written.names.join(", ");
        sheet.line("Written", format!("{}: {names}", path.display()));
    }
    sheet.print()?;
    let mut out = anstream::stdout().lock();
    if !made.differences.is_empty() {
        writeln!(
            out,
            "\nWhat was there already is not changed, though it is not as asked:"
        )?;
        for difference in &made.differences {
            writeln!(out, "  {difference}")?;
        }
    }
    writeln!(out, "\n{}", next(made))?;
    Ok(())
}

fn next(made: &Made) -> &'static str {
    match made.place {
        Place::Running(_) => {
            "Next: start the server again, `poolgate serve`: it takes the pool from .env."
        }
        Place::File(_) | Place::Endpoint(_) => "Next: `poolgate serve`",
        Place::Aws => {
            "Next: `poolgate serve`; `poolgate pool policy` prints what its AWS credentials must be allowed."
        }
    }
}

fn document(made: &Made, written: &Written, show_secret: bool) -> Value {
    let groups = made.groups.iter();
    let secret = made.client.secret.as_ref().filter(|_| show_secret);
    let place = match &made.place {
        Place::Aws => "aws",
        Place::Endpoint(_) => "endpoint",
        Place::Running(_) | Place::File(_) => "embedded",
    };
    json!({
        "place": place,
        "region": made.region,
        "pool": {
            "id": made.pool.id,
            "name": made.pool.name,
            "arn": made.pool.arn,
            "created": made.pool_is_new,
        },
        "client": {
            "id": made.client.id,
            "name": made.client.name,
            "created": made.client_is_new,
            "confidential": made.client.secret.is_some(),
            "secret": secret.map(ExposeSecret::expose_secret),
        },
        "groups": groups.map(|(name, is_new)| json!({"name": name, "created": is_new})).collect::<Vec<_>>(),
        "differences": made.differences,
        "env_file": written.path.as_ref().map(|path| path.display().to_string()),
    })
}

//! `poolgate openapi`: the OpenAPI document of the gateway.

use std::io::Write as _;
use std::process::ExitCode;

/// Prints the document.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    let document = poolgate_gateway::openapi();
    let text = serde_json::to_string_pretty(&document)?;
    writeln!(std::io::stdout(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

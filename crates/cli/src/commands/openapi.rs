//! `poolgate openapi`: the OpenAPI document of the gateway.

use std::io::Write as _;
use std::process::ExitCode;

/// Prints the document.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    let document = poolgate_gateway::openapi();
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    Ok(ExitCode::SUCCESS)
}

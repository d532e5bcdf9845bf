//! `poolgate openapi`.

use std::process::ExitCode;

/// Prints the document. Placeholder: the gateway's routes are not wired up yet, and it says so.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    anyhow::bail!("this build has no OpenAPI document yet")
}

//! The workshop: `cargo xtask <command>`. Nothing to install first.

mod generate;
mod model;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

const USAGE: &str = "\
usage: cargo xtask <command>

  gen            write the generated files (API types, constraint tables)
  gen --check    fail if `gen` would change a file
  check          format check, clippy, documentation, tests (no browser, no other servers)
  bench          benchmarks of verification, password proofs and sign-in";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["gen"] => generate::run(&root(), generate::Mode::Write),
        ["gen", "--check"] => generate::run(&root(), generate::Mode::Check),
        ["check"] => {
            cargo(&["fmt", "--all", "--check"])?;
            cargo(&["clippy", "--workspace", "--all-targets"])?;
            cargo(&["doc", "--workspace", "--no-deps"])?;
            cargo(&["test", "--workspace"])
        }
        ["bench"] => cargo(&["bench", "--workspace", "--benches"]),
        _ => bail!("{USAGE}"),
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let status = std::process::Command::new("cargo")
        .args(arguments)
        .current_dir(root())
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!("`cargo {}` failed", arguments.join(" "));
    }
    Ok(())
}

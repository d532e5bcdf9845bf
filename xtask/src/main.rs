//! The workshop: `cargo xtask <command>`. Nothing to install first.

mod bench;
mod faults;
mod generate;
mod model;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

const USAGE: &str = "\
usage: cargo xtask <command>

  gen            write the generated files (API types, constraint tables, compatibility)
  gen --check    fail if `gen` would change a file
  check          format check, clippy, documentation, tests (no browser, no other servers)
  bench          requests per CPU-second of the user pool, and of the verifier
  bench --moto PROGRAM   the same for moto's server beside it
  faults         the fault tests in full, and their figures into docs/faults.md";

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
        ["faults"] => faults::run(&root()),
        ["bench"] => bench::run(&root(), None),
        ["bench", "--moto", program] => bench::run(&root(), Some(program)),
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

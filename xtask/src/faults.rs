//! `cargo xtask faults`: the fault tests as large as the requirements say, and their figures as a document.
//!
//! The same tests run small in every run of the tests. Each writes its figures, one a line, into a file that it is
//! told of.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

const HEAD: &str = "\
# Faults, measured

Written by `cargo xtask faults`, which runs the fault tests in full against a development build (without optimizations)
on whatever machine it is started on, with callers and server on the same cores. Times are those of one run. Every run of
the tests runs them small. What each fault means for callers is said in [limits and faults](limits.md).

| fault | what happens | what should hold | found | holds |
|---|---|---|---|---|
";

/// Runs the tests of both kinds, and writes `docs/faults.md`.
pub(crate) fn run(root: &Path) -> Result<()> {
    let figures = root.join("target").join("faults.tsv");
    if figures.exists() {
        fs::remove_file(&figures)?;
    }
    crate::cargo(&["build", "--package", "poolgate"])?;
    println!("1 of 2: the gateway before a pool that fails");
    // One after the other, so that none takes the time of another.
    let gateway = [
        "test",
        "--package",
        "poolgate-gateway",
        "--test",
        "routes",
        "faults::",
        "--",
        "--test-threads=1",
    ];
    full(Command::new("cargo").args(gateway), root, &figures)?;
    println!("2 of 2: the started program");
    let own = root.join(".test/venv/bin/python");
    let python = if own.exists() { own } else { "python3".into() };
    let tests = ["-m", "pytest", "-q", "tests/test_faults.py"];
    let mut command = Command::new(python);
    command.args(tests);
    full(&mut command, &root.join("e2e"), &figures)?;
    let text = fs::read_to_string(&figures).context("the tests wrote no figures")?;
    let document = root.join("docs").join("faults.md");
    fs::write(&document, page(&text)?)?;
    println!("wrote {}", document.display());
    Ok(())
}

fn full(command: &mut Command, folder: &Path, figures: &Path) -> Result<()> {
    let status = command
        .current_dir(folder)
        .env("POOLGATE_FAULTS", "full")
        .env("POOLGATE_FAULTS_OUT", figures)
        .status()
        .with_context(|| format!("cannot start {command:?}; `./test` brings what it needs"))?;
    if !status.success() {
        bail!("{command:?} failed");
    }
    Ok(())
}

/// The table, by the number of the fault; lines of one fault stay in their order.
fn page(figures: &str) -> Result<String> {
    let mut rows = Vec::new();
    for line in figures.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [fault, what, limit, found, holds] = cells[..] else {
            bail!("{line:?} is no line of figures");
        };
        let number: u32 = fault.trim_start_matches('F').parse()?;
        rows.push((number, what, limit, found, holds));
    }
    rows.sort_by_key(|row| (row.0, row.1));
    let mut page = HEAD.to_owned();
    for (number, what, limit, found, holds) in rows {
        writeln!(page, "| F{number} | {what} | {limit} | {found} | {holds} |")?;
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn figures_become_rows_by_number() -> anyhow::Result<()> {
        let page = page("F11\ta\tb\tc\tyes\nF2\td\te\tf\tno\nF11\ta\tg\th\tyes\n")?;
        let rows: Vec<_> = page
            .lines()
            .filter(|line| line.starts_with("| F"))
            .collect();
        assert_eq!(
            rows,
            [
                "| F2 | d | e | f | no |",
                "| F11 | a | b | c | yes |",
                "| F11 | a | g | h | yes |"
            ]
        );
        assert!(super::page("nonsense").is_err());
        Ok(())
    }
}

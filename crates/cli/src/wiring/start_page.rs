//! What is printed at the start: where everything is, and one command to try.

use std::fmt::Write as _;
use std::io::Write as _;

use anstyle::Style;

/// Aligned lines; colours on a terminal alone.
pub(crate) struct StartPage {
    lines: Vec<(&'static str, String)>,
    try_it: Option<String>,
}

impl StartPage {
    /// An empty page.
    pub(crate) const fn new() -> Self {
        Self {
            lines: Vec::new(),
            try_it: None,
        }
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, name: &'static str, value: impl Into<String>) -> &mut Self {
        self.lines.push((name, value.into()));
        self
    }

    /// Sets the command to try.
    pub(crate) fn try_it(&mut self, command: impl Into<String>) -> &mut Self {
        self.try_it = Some(command.into());
        self
    }

    /// Prints the page.
    pub(crate) fn print(&self) {
        const NAME: Style = Style::new().bold();
        const QUIET: Style = Style::new().dimmed();
        let mut out = anstream::stdout().lock();
        let width = self
            .lines
            .iter()
            .map(|(name, _)| name.len())
            .max()
            .unwrap_or_default();
        let mut text = format!("{NAME}Poolgate {}{NAME:#}\n\n", env!("CARGO_PKG_VERSION"));
        for (name, value) in &self.lines {
            let _ = writeln!(text, "  {NAME}{name:width$}{NAME:#}  {value}");
        }
        if let Some(command) = &self.try_it {
            let _ = writeln!(text, "\n  {QUIET}Try:{QUIET:#} {command}");
        }
        // Nobody may be there to read it; the servers run all the same.
        let _ = writeln!(out, "{text}").and_then(|()| out.flush());
    }
}

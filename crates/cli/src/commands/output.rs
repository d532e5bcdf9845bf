//! How commands show what they found: a table for people, JSON for programs.

use std::io::Write as _;

use anstyle::Style;
use anyhow::Result;
use jiff::Timestamp;
use serde_json::Value;

const HEAD: Style = Style::new().bold();

/// Rows below a head, in columns.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub(super) fn new(head: &[&str]) -> Self {
        Self {
            rows: vec![head.iter().copied().map(str::to_owned).collect()],
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = cells.into_iter().map(|cell| printable(&cell));
        self.rows.push(cells.collect());
    }

    fn text(&self) -> String {
        let columns = self.rows[0].len();
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths);
            let line: Vec<String> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            let line = line.join("  ");
            let line = line.trim_end();
            if number == 0 {
                text = format!("{HEAD}{line}{HEAD:#}\n");
            } else {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    /// Prints it.
    pub(super) fn print(&self) -> Result<()> {
        Ok(write!(anstream::stdout(), "{}", self.text())?)
    }
}

/// Names with their values, one a line.
pub(super) struct Sheet(Vec<(String, String)>);

impl Sheet {
    /// An empty one.
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a line.
    pub(super) fn line(&mut self, name: impl Into<String>, value: impl AsRef<str>) -> &mut Self {
        let value = match value.as_ref() {
            "" => "-".to_owned(),
            text => printable(text),
        };
        self.0.push((name.into(), value));
        self
    }

    /// Prints it.
    pub(super) fn print(&self) -> Result<()> {
        let names = self.0.iter().map(|(name, _)| name.chars().count());
        let width = names.max().unwrap_or_default();
        let mut out = anstream::stdout().lock();
        for (name, value) in &self.0 {
            writeln!(out, "{HEAD}{name:width$}{HEAD:#}  {value}")?;
        }
        Ok(())
    }
}

/// What users and others have written could steer a terminal: such characters are shown as a mark.
fn printable(text: &str) -> String {
    let mark = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(mark).collect()
}

/// Prints a document.
pub(super) fn print_json(document: &Value) -> Result<()> {
    Ok(writeln!(anstream::stdout(), "{document:#}")?)
}

/// Prints a line.
pub(super) fn print_line(line: &str) -> Result<()> {
    Ok(writeln!(anstream::stdout(), "{line}")?)
}

/// Says in one line what was done, or prints the document that says it.
pub(super) fn done(json: bool, sentence: &str, document: &Value) -> Result<()> {
    if json {
        return print_json(document);
    }
    Ok(writeln!(anstream::stdout(), "{}", printable(sentence))?)
}

/// Unix seconds as RFC 3339 has them.
pub(super) fn time(seconds: Option<i64>) -> Option<String> {
    let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok())?;
    Some(time.to_string())
}

/// Things between commas; a dash where there are none.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    if names.is_empty() {
        "-".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(&["A", "B", "C"]);
        table.row(["éé".to_owned(), "x".to_owned(), String::new()]);
        let text = anstream::adapter::strip_str(&table.text()).to_string();
        assert_eq!(text, "A   B  C\néé  x\n");
    }

    #[test]
    fn an_attribute_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\nc"), "a\u{fffd}[31mb\u{fffd}c");
    }
}

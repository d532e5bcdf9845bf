//! The commands, run as a user runs them: without a server, and beside one that runs.

#![expect(clippy::unwrap_used, reason = "tests")]

mod config;
mod group;
mod policy;
mod pool_create;
mod server;
mod token;
mod user;

use std::fs;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A folder to run in, without the environment of whoever runs the tests.
struct World(TempDir);

struct Outcome {
    code: i32,
    stdout: String,
    stderr: String,
}

impl World {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.0.path().join(name), text).unwrap();
        self
    }

    fn run(&self, arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Outcome {
        let output = Command::cargo_bin("poolgate")
            .unwrap()
            .args(arguments)
            .env_clear()
            .envs(variables.iter().copied())
            .current_dir(self.0.path())
            .write_stdin(input)
            .output()
            .unwrap();
        Outcome {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must work, and reads the JSON that it prints.
    fn json(&self, arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Value {
        let outcome = self.run(&[arguments, &["--json"]].concat(), variables, input);
        assert_eq!(outcome.code, 0, "{arguments:?}: {}", outcome.stderr);
        serde_json::from_str(&outcome.stdout).unwrap()
    }

    /// Runs a command that must fail with this code, and answers what it says.
    fn fails(&self, code: i32, arguments: &[&str], variables: &[(&str, &str)]) -> String {
        let outcome = self.run(arguments, variables, "");
        assert_eq!(outcome.code, code, "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.stdout.is_empty(), "{}", outcome.stdout);
        outcome.stderr
    }

    fn show(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Value {
        let outcome = self.run(
            &[&["config", "show", "--json"], arguments].concat(),
            variables,
            "",
        );
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        serde_json::from_str(&outcome.stdout).unwrap()
    }
}

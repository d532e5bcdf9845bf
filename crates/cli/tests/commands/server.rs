//! A server that runs beside the commands, as a user starts it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::World;

/// A running program; it ends with the test.
pub(crate) struct Server {
    process: Child,
    /// Names and values of the start page.
    page: Vec<(String, String)>,
}

impl Server {
    /// Starts it on free ports, and waits until its start page is printed: the ports answer then.
    pub(crate) fn start(world: &World, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut process = Command::new(assert_cmd::cargo::cargo_bin!("poolgate"))
            .args(arguments)
            .args(["--listen", "127.0.0.1:0", "--pool-listen", "127.0.0.1:0"])
            .env_clear()
            .envs(variables.iter().copied())
            .current_dir(world.0.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut page = Vec::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if line.starts_with("  Try:") {
                break;
            }
            if let Some((name, value)) = line.trim_start().split_once("  ") {
                page.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        Self { process, page }
    }

    pub(crate) fn says(&self, name: &str) -> &str {
        let line = self.page.iter().find(|(known, _)| known == name);
        &line
            .unwrap_or_else(|| panic!("no {name}: {:?}", self.page))
            .1
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

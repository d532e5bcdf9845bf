//! Servers that are measured: started on a free port, stopped at the end, their CPU time read from the
//! kernel.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::http::Connection;

/// A running server.
pub(super) struct Server {
    pub(super) name: &'static str,
    pub(super) port: u16,
    child: Child,
    folder: Option<PathBuf>,
}

impl Server {
    /// The release binary's user pool on an SQLite file of its own.
    pub(super) fn poolgate(root: &Path) -> Result<Self> {
        let port = free_port()?;
        let folder = std::env::temp_dir().join(format!("poolgate-bench-{}", std::process::id()));
        let mut command = Command::new(root.join("target/release/poolgate"));
        command
            .args([
                "pool",
                "serve",
                "--pool-listen",
                &format!("127.0.0.1:{port}"),
                "--data",
            ])
            .arg(&folder);
        Self::start("poolgate", command, port, "/readyz", Some(folder))
    }

    /// The release binary's gateway on its embedded pool, with one code for everybody and no limits.
    pub(super) fn gateway(root: &Path, code: &str) -> Result<Self> {
        let (port, pool) = (free_port()?, free_port()?);
        let folder = std::env::temp_dir().join(format!("poolgate-bench-{}", std::process::id()));
        let mut command = Command::new(root.join("target/release/poolgate"));
        command
            .env("POOLGATE_DEV_CODE", code)
            .env("POOLGATE_LIMITS", "off")
            .env("POOLGATE_LOG", "warn")
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .args(["--pool-listen", &format!("127.0.0.1:{pool}"), "--data"])
            .arg(&folder);
        Self::start("gateway", command, port, "/readyz", Some(folder))
    }

    /// moto's server.
    pub(super) fn moto(program: &str) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        Self::start("moto", command, port, "/moto-api/", None)
    }

    fn start(
        name: &'static str,
        mut command: Command,
        port: u16,
        ready: &str,
        folder: Option<PathBuf>,
    ) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let server = Self {
            name,
            port,
            child,
            folder,
        };
        let deadline = Instant::now() + Duration::from_secs(30);
        while !Connection::open(port)
            .is_ok_and(|mut connection| connection.get(ready).is_ok_and(|status| status == 200))
        {
            if Instant::now() > deadline {
                bail!("{name} was not ready within 30 s");
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// The CPU time that the process has used, in seconds: `utime` and `stime` of `/proc/PID/stat`, in
    /// hundredths.
    pub(super) fn cpu_seconds(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, fields) = stat
            .rsplit_once(") ")
            .context("a line of /proc without a name")?;
        let ticks: u64 = fields
            .split(' ')
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u64>().ok())
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "days of CPU time fit")]
        Ok(ticks as f64 / 100.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may be gone already, and the folder is a temporary one.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

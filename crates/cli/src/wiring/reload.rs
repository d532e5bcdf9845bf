//! Settings read again at SIGHUP, and certificates when their files change. What is wrong changes nothing.

use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use axum_server::tls_rustls::RustlsConfig;
use tracing_subscriber::EnvFilter;

use super::live::Live;
use super::logs::Logs;
use super::signals::Reread;
use crate::config::{Config, Entry, Flags, Surroundings, settings};

/// How often the files of the certificate are looked at.
const LOOK: Duration = Duration::from_secs(5);

/// Everything that can be changed while the program runs.
pub(crate) struct Reloader {
    /// The command line.
    pub(crate) flags: Flags,
    /// The environment, as it was before `.env` was added to it.
    pub(crate) around: Surroundings,
    /// The settings in use.
    pub(crate) config: Config,
    /// The logs.
    pub(crate) logs: Logs,
    /// The gateway, if one runs.
    pub(crate) live: Option<Live>,
    /// The certificate, if there is one.
    pub(crate) tls: Option<RustlsConfig>,
}

/// When the two files of a certificate were changed.
type Changed = Option<(SystemTime, SystemTime)>;

impl Reloader {
    /// Waits for orders, until it is dropped.
    pub(crate) async fn run(mut self) -> Result<()> {
        let mut order = Reread::listen()?;
        let mut looks = tokio::time::interval(LOOK);
        let mut changed = self.changed();
        loop {
            tokio::select! {
                () = order.comes() => {
                    self.reread();
                    changed = self.changed();
                }
                _ = looks.tick() => {
                    let now = self.changed();
                    if now != changed {
                        changed = now;
                        self.renew_certificate();
                    }
                }
            }
        }
    }

    fn changed(&self) -> Changed {
        let tls = self.config.tls.as_ref()?;
        let when = |path: &Path| {
            std::fs::metadata(path)
                .and_then(|file| file.modified())
                .ok()
        };
        Some((when(&tls.certificate)?, when(&tls.key)?))
    }

    fn renew_certificate(&self) {
        let (Some(files), Some(tls)) = (&self.config.tls, &self.tls) else {
            return;
        };
        match files.load() {
            Ok(loaded) => {
                tls.reload_from_config(loaded);
                tracing::info!(path = %files.certificate.display(), "the certificate was renewed");
            }
            Err(error) => tracing::error!("the certificate stays as it is: {error:#}"),
        }
    }

    fn reread(&mut self) {
        // The file may have been moved away whatever the settings say.
        if let Err(error) = self.logs.reopen() {
            tracing::error!("{error:#}");
        }
        let read = Config::read(&self.flags, &self.around, self.config.purpose);
        let config = match read {
            Ok(config) => config,
            Err(problems) => {
                for problem in problems.0 {
                    tracing::error!("the settings stay as they are: {problem}");
                }
                return;
            }
        };
        let fixed = needing_a_start(&self.config.entries, &config.entries);
        match self.take(config, &fixed) {
            Ok(()) => tracing::info!("the settings were read again"),
            Err(error) => tracing::error!("the settings stay as they are: {error:#}"),
        }
        if !fixed.is_empty() {
            tracing::warn!(
                "changed, and counting from the next start on: {}",
                fixed.join(", ")
            );
        }
    }

    /// All of it or nothing: whatever can fail comes first.
    fn take(&mut self, config: Config, fixed: &[&str]) -> Result<()> {
        // They were checked against listeners that are not there yet.
        let elsewhere = ["server.listen", "server.pool_listen", "development.enabled"];
        ensure!(
            config.server.limits || !elsewhere.iter().any(|key| fixed.contains(key)),
            "server.limits is off, and the listeners are still those of the start"
        );
        EnvFilter::try_new(&config.log.level).context("log.level")?;
        let gateway = self.live.as_ref().map(|live| live.with_settings(&config));
        let gateway = gateway.transpose()?;
        let files = self.tls.as_ref().and(config.tls.as_ref());
        let loaded = files.map(crate::config::Tls::load).transpose()?;
        self.logs.set_level(&config.log.level)?;
        if let (Some(tls), Some(loaded)) = (&self.tls, loaded) {
            tls.reload_from_config(loaded);
        }
        if let (Some(live), Some(gateway)) = (&self.live, gateway) {
            live.put(gateway);
        }
        for warning in &config.warnings {
            tracing::warn!("{warning}");
        }
        // What needs a start is compared with what was there at the start.
        let entries = std::mem::take(&mut self.config.entries);
        self.config = config;
        self.config.entries = entries;
        Ok(())
    }
}

/// The settings that differ and that nobody reads while the program runs.
fn needing_a_start(old: &[Entry], new: &[Entry]) -> Vec<&'static str> {
    let reloadable = |key: &str| {
        key == "rule" || settings().any(|setting| setting.key == key && setting.reloadable)
    };
    let differ = old
        .iter()
        .zip(new)
        .filter(|(old, new)| old.value != new.value);
    differ
        .map(|(old, _)| old.key)
        .filter(|key| !reloadable(key))
        .collect()
}

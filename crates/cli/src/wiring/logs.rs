//! Logs on the standard error stream, as text or JSON, and the audit log in a file of its own where one is set.

use anyhow::Result;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::Registry;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, fmt, reload};

use super::audit_file::AuditFile;
use crate::config::{Config, LogFormat, Purpose};

/// The target of the audit log.
const AUDIT: &str = "audit";

pub(super) type BoxedLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// What can be changed of the logs while they are written.
pub(crate) struct Logs {
    level: reload::Handle<EnvFilter, Registry>,
    audit: Option<AuditFile>,
    #[cfg(feature = "otlp")]
    traces: Option<super::traces::Traces>,
}

/// Starts logging.
pub(crate) fn start_logs(config: &Config) -> Result<Logs> {
    let (level, handle) = reload::Layer::new(EnvFilter::new(&config.log.level));
    // A command does nothing that is an event of the server's.
    let file = config.audit.file.as_deref();
    let file = file.filter(|_| config.purpose != Purpose::Command);
    let audit = file.map(AuditFile::open);
    let audit = audit.transpose()?;
    let has_file = audit.is_some();
    let shown = filter_fn(move |metadata| {
        may_be_written(metadata) && !(has_file && metadata.target() == AUDIT)
    });
    let lines: BoxedLayer = match config.log.format {
        LogFormat::Text => fmt::layer()
            .with_writer(std::io::stderr)
            .with_ansi(has_colours())
            .with_filter(level.and(shown))
            .boxed(),
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(std::io::stderr)
            .with_filter(level.and(shown))
            .boxed(),
    };
    let mut layers = vec![lines];
    layers.extend(audit.clone().map(audit_layer));
    #[cfg(feature = "otlp")]
    let traces = super::traces::start()?.map(|(layer, traces)| {
        layers.push(layer);
        traces
    });
    // A second start in one process is a test; the first logger stays.
    let _ = tracing_subscriber::registry().with(layers).try_init();
    Ok(Logs {
        level: handle,
        audit,
        #[cfg(feature = "otlp")]
        traces,
    })
}

/// Security events alone, whatever the level: one JSON object a line.
fn audit_layer<S>(file: AuditFile) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> tracing_subscriber::registry::LookupSpan<'span>,
{
    fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_level(false)
        .with_writer(file)
        .with_filter(filter_fn(|metadata| metadata.target() == AUDIT))
        .boxed()
}

/// What is dropped when everything else has ended.
pub(crate) struct Last {
    #[cfg(feature = "otlp")]
    _traces: Option<super::traces::Traces>,
}

impl Logs {
    /// What must outlive the runtime: traces that are still to be sent.
    pub(crate) fn last(&mut self) -> Last {
        Last {
            #[cfg(feature = "otlp")]
            _traces: self.traces.take(),
        }
    }

    /// From now on, this much is logged.
    pub(crate) fn set_level(&self, level: &str) -> Result<()> {
        Ok(self.level.reload(EnvFilter::try_new(level)?)?)
    }

    /// Opens the audit log's file anew: somebody may have moved it away.
    pub(crate) fn reopen(&self) -> Result<()> {
        self.audit.as_ref().map_or(Ok(()), AuditFile::reopen)
    }
}

fn has_colours() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stderr()) && std::env::var_os("NO_COLOR").is_none()
}

/// Starts logging as JSON on the standard output stream, one line an event, as AWS Lambda collects it.
pub(crate) fn start_json_logs() {
    let wanted = std::env::var("POOLGATE_LOG").unwrap_or_else(|_| "info".to_owned());
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_writer(std::io::stdout)
        .with_filter(EnvFilter::new(wanted).and(filter_fn(may_be_written)));
    // A second start in one process is a test; the first logger stays.
    let _ = tracing_subscriber::registry().with(lines).try_init();
}

/// Whatever is asked for, the crates of others say no more than `info`: at lower levels the AWS SDK and the
/// HTTP libraries write whole requests, passwords and tokens among them. Ours cannot print them.
fn may_be_written(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO || is_ours(metadata.target())
}

pub(super) fn is_ours(target: &str) -> bool {
    let first = target.split("::").next().unwrap_or_default();
    first == "poolgate" || first.starts_with("poolgate_")
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn r58_only_our_own_crates_speak_freely() {
        for ours in ["poolgate", "poolgate::wiring", "poolgate_gateway::layers"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in [
            "",
            "aws_smithy_runtime::client",
            "hyper",
            "poolgates",
            "x::poolgate",
        ] {
            assert!(!is_ours(other), "{other}");
        }
    }
}

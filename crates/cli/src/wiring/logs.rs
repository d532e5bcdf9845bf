//! Logs: text on the standard error stream, filtered by `POOLGATE_LOG`.

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// Starts logging. `POOLGATE_LOG` takes levels and targets, such as `debug` or `poolgate_pool=debug`.
pub(crate) fn start_logs() {
    let wanted = std::env::var("POOLGATE_LOG").unwrap_or_else(|_| "info".to_owned());
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(
            std::io::IsTerminal::is_terminal(&std::io::stderr())
                && std::env::var_os("NO_COLOR").is_none(),
        )
        .with_filter(EnvFilter::new(wanted).and(filter_fn(may_be_written)));
    // A second start in one process is a test; the first logger stays.
    let _ = tracing_subscriber::registry().with(lines).try_init();
}

/// Starts logging as JSON on the standard output stream, one line an event, as AWS Lambda collects it.
pub(crate) fn start_json_logs() {
    let wanted = std::env::var("POOLGATE_LOG").unwrap_or_else(|_| "info".to_owned());
    let lines = tracing_subscriber::fmt::layer()
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

fn is_ours(target: &str) -> bool {
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

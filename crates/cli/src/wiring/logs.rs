//! Logs: text on the standard error stream, filtered by `POOLGATE_LOG`.

use tracing_subscriber::EnvFilter;

/// Components that write request bodies at their lowest levels: passwords and tokens among them.
/// Whatever is asked for, they say no more than this.
const HELD_BACK: [&str; 10] = [
    "aws_config=info",
    "aws_runtime=info",
    "aws_sdk_cognitoidentityprovider=info",
    "aws_smithy_http_client=info",
    "aws_smithy_runtime=info",
    "aws_smithy_runtime_api=info",
    "h2=info",
    "hyper=info",
    "hyper_util=info",
    "rustls=info",
];

/// Starts logging. `POOLGATE_LOG` takes levels and targets, such as `debug` or `poolgate_pool=debug`.
pub(crate) fn start_logs() {
    let wanted = std::env::var("POOLGATE_LOG").unwrap_or_else(|_| "info".to_owned());
    let filter = HELD_BACK
        .iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(EnvFilter::new(wanted), EnvFilter::add_directive);
    // A second start in one process is a test; the first logger stays.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(
            std::io::IsTerminal::is_terminal(&std::io::stderr())
                && std::env::var_os("NO_COLOR").is_none(),
        )
        .try_init();
}

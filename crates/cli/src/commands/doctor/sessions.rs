//! Whether the server that keeps sessions answers.

use std::error::Error;

use poolgate_gateway::SessionStore;
use poolgate_metrics::Metrics;

use super::finding::{Finding, Severity};
use crate::config::Config;
use crate::wiring::redis_sessions;

/// Asks it, where one is set.
pub(super) async fn look(config: &Config) -> Option<Finding> {
    let url = config.server.redis.as_ref()?;
    let answer = match redis_sessions(config, Metrics::default()) {
        Ok(sessions) => sessions?.reach().await.map_err(anyhow::Error::from),
        Err(error) => Err(error),
    };
    let error = answer.err()?;
    let cause: &dyn Error = error.as_ref();
    let cause = cause.source().unwrap_or(cause);
    let finding = Finding::new(
        Severity::Error,
        "sessions_unreachable",
        format!("{url} does not answer: {cause}"),
    );
    Some(
        finding
            .because("nobody is signed in by a session while it cannot be asked")
            .fixed_by("look at the network, and at host, port and password of POOLGATE_REDIS_URL"),
    )
}

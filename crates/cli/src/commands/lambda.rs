//! The program inside AWS Lambda: the gateway as a function, or the CustomMessage trigger of a user pool.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use poolgate_gateway::lambda;
use poolgate_mail::Mailbox;

use crate::config::{Config, Flags, Problem, Purpose};
use crate::wiring::{
    EmbeddedPool, development, gateway, mailbox, metrics, open_data, start_json_logs,
};

/// Whether AWS Lambda has started this process.
pub(super) fn is_inside() -> bool {
    std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some()
}

/// Serves what `POOLGATE_LAMBDA` says, until the instance ends.
pub(super) fn run(flags: &Flags) -> Result<ExitCode> {
    start_json_logs();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let role = std::env::var("POOLGATE_LAMBDA").unwrap_or_default();
    let served = match role.as_str() {
        "" | "gateway" => runtime.block_on(serve_gateway(flags)),
        "custom-message" => runtime.block_on(async {
            // The trigger serves nobody and keeps nothing: of the configuration it needs the texts.
            let config = Config::load(flags, Purpose::Command)?;
            let ended = lambda::serve_custom_message(config.mail.texts).await;
            ended.map_err(|error| anyhow!(error))
        }),
        other => bail!(Problem::new(
            format!("POOLGATE_LAMBDA is {other:?}"),
            "write gateway or custom-message, or take it away: the function is the gateway then",
        )),
    };
    // The runtime reports a failed start by the exit code; why is for the log.
    served.inspect_err(|error| tracing::error!("the function ends: {error:#}"))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve_gateway(flags: &Flags) -> Result<()> {
    let config = Config::load(flags, Purpose::Lambda)?;
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    // What a function writes is gone with its instance, and nothing delivers mail between two requests: so there is
    // no data of its own, but where the embedded pool makes do with the same.
    let (pool, store) = if config.pool.embedded {
        // Nobody listens there; the address is only part of its tokens' issuer.
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, config.server.pool_listen.port()));
        let pool = EmbeddedPool::open(&config, address, None).await?;
        (Some(pool), Some(open_data(&config)?))
    } else {
        (None, None)
    };
    let gateway = gateway(&config, pool.as_ref(), store.as_ref(), metrics()).await?;
    let mut router = gateway.router();
    if let (Some(pool), Some(store)) = (&pool, store) {
        let sent: Vec<Arc<dyn Mailbox>> = vec![Arc::new(store), Arc::new(pool.messages().clone())];
        router = router.merge(mailbox(sent, development(&config)));
    }
    lambda::serve(router).await.map_err(|error| anyhow!(error))
}

//! `poolgate serve` and `poolgate pool serve`.

use std::process::ExitCode;

use anyhow::Result;

use crate::config::{Config, Flags, Purpose, share_dotenv};
use crate::wiring::{
    Bound, EmbeddedPool, Listener, Running, StartPage, gateway, serve_all, start_logs,
};

/// Runs the gateway, and the embedded pool where no other is set.
pub(super) fn gateway_command(flags: &Flags) -> Result<ExitCode> {
    let config = start(flags, Purpose::Gateway)?;
    runtime()?.block_on(serve_gateway(&config))?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the user pool alone.
pub(super) fn pool_command(flags: &Flags) -> Result<ExitCode> {
    let config = start(flags, Purpose::PoolAlone)?;
    runtime()?.block_on(serve_pool(&config))?;
    Ok(ExitCode::SUCCESS)
}

fn start(flags: &Flags, purpose: Purpose) -> Result<Config> {
    let config = Config::load(flags, purpose)?;
    share_dotenv();
    start_logs();
    super::warn(&config.warnings);
    Ok(config)
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}

async fn serve_gateway(config: &Config) -> Result<()> {
    let bound = Bound::new(config.server.listen, "--listen")?;
    let pool = if config.pool.embedded {
        let bound = Bound::new(config.server.pool_listen, "--pool-listen")?;
        Some((EmbeddedPool::open(config, bound.address).await?, bound))
    } else {
        None
    };
    let gateway = gateway(config, pool.as_ref().map(|(pool, _)| pool)).await?;
    let url = format!("http://{}", bound.address);
    let mut page = StartPage::new();
    page.line("Gateway", &url)
        .line("API docs", format!("{url}/apidocs"));
    let mut router = gateway.router();
    let mut listeners = Vec::new();
    if let Some((pool, pool_bound)) = pool {
        router = router.merge(pool.mailbox());
        describe(
            &mut page,
            config,
            &pool,
            &pool_bound,
            &format!("{url}/dev/messages"),
        );
        Running::new(&pool, pool_bound.address).note(config);
        listeners.push(Listener {
            router: pool.router(),
            bound: pool_bound,
        });
    } else {
        page.line(
            "Pool id",
            config.cognito.user_pool_id.clone().unwrap_or_default(),
        );
        page.line(
            "Client id",
            config.cognito.client_id.clone().unwrap_or_default(),
        );
    }
    page.try_it(format!(
        "curl {url}/auth/signup --json '{{\"email\":\"ada@example.com\",\"password\":\"Test123456\"}}'"
    ));
    listeners.push(Listener { bound, router });
    page.print();
    serve_all(listeners).await
}

async fn serve_pool(config: &Config) -> Result<()> {
    let bound = Bound::new(config.server.pool_listen, "--pool-listen")?;
    let pool = EmbeddedPool::open(config, bound.address).await?;
    let url = format!("http://{}", bound.address);
    let mut page = StartPage::new();
    describe(
        &mut page,
        config,
        &pool,
        &bound,
        &format!("{url}/dev/messages"),
    );
    Running::new(&pool, bound.address).note(config);
    page.try_it(format!(
        "aws cognito-idp list-user-pools --max-results 10 --endpoint-url {url}"
    ));
    page.print();
    serve_all(vec![Listener {
        router: pool.router(),
        bound,
    }])
    .await
}

fn describe(
    page: &mut StartPage,
    config: &Config,
    pool: &EmbeddedPool,
    bound: &Bound,
    mailbox: &str,
) {
    page.line("User pool", format!("http://{}", bound.address))
        .line("Pool id", &pool.default.pool.id)
        .line("Client id", &pool.default.client.id)
        .line("Issuer", pool.issuer());
    if crate::wiring::development(config) == poolgate_ui::Development::Off {
        tracing::warn!("no mail delivery is built yet: messages to users stay in the database");
    } else {
        page.line("Mailbox", mailbox);
    }
    page.line("Data", config.server.database.path().display().to_string());
}

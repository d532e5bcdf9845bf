//! `poolgate serve` and `poolgate pool serve`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use poolgate_mail::{Mailbox, Outbox};
use poolgate_ui::Development;

use crate::config::{Config, Flags, Purpose, share_dotenv};
use crate::wiring::{
    Bound, EmbeddedPool, Listener, Running, StartPage, development, gateway, mailbox, open_data,
    serve_all, start_logs, workers,
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
    let store = open_data(config)?;
    let gateway = gateway(config, pool.as_ref().map(|(pool, _)| pool), Some(&store)).await?;
    let mut outboxes: Vec<Arc<dyn Outbox>> = vec![Arc::new(store.clone())];
    let mut mailboxes: Vec<Arc<dyn Mailbox>> = vec![Arc::new(store)];
    if let Some((pool, _)) = &pool {
        outboxes.push(Arc::new(pool.messages().clone()));
        mailboxes.push(Arc::new(pool.messages().clone()));
    }
    let workers = workers(config, outboxes)?;
    let mailbox = mailbox(mailboxes, development(config));
    let url = format!("http://{}", bound.address);
    let mut page = StartPage::new();
    page.line("Gateway", &url)
        .line("API docs", format!("{url}/apidocs"));
    let router = gateway.router().merge(mailbox.clone());
    let mut listeners = Vec::new();
    if let Some((pool, pool_bound)) = pool {
        describe(
            &mut page,
            config,
            &pool,
            &pool_bound,
            &format!("{url}/dev/messages"),
        );
        Running::new(&pool, pool_bound.address).note(config);
        listeners.push(Listener {
            router: pool.router().merge(mailbox),
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
        if development(config) != Development::Off {
            page.line("Mailbox", format!("{url}/dev/messages"));
        }
    }
    page.try_it(format!(
        "curl {url}/auth/signup --json '{{\"email\":\"ada@example.com\",\"password\":\"Test123456\"}}'"
    ));
    listeners.push(Listener { bound, router });
    page.print();
    tell_of_mail(config);
    serve_all(listeners, workers).await
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
    tell_of_mail(config);
    let workers = workers(config, vec![Arc::new(pool.messages().clone())])?;
    let mailbox = mailbox(vec![Arc::new(pool.messages().clone())], development(config));
    let listener = Listener {
        router: pool.router().merge(mailbox),
        bound,
    };
    serve_all(vec![listener], workers).await
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
    if development(config) != Development::Off {
        page.line("Mailbox", mailbox);
    }
    page.line("Data", config.server.database.path().display().to_string());
}

/// Outside development a message that nobody delivers is lost on its user.
fn tell_of_mail(config: &Config) {
    if config.mail.delivery.is_none() && development(config) == Development::Off {
        tracing::warn!(
            "no mail server is set, so messages to users stay in the database; set POOLGATE_SMTP_URL and POOLGATE_MAIL_FROM"
        );
    }
}

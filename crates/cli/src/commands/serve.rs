//! `poolgate serve` and `poolgate pool serve`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use axum_server::tls_rustls::RustlsConfig;
use poolgate_mail::Mailbox;
use poolgate_metrics::Metrics;
use poolgate_ui::Development;

use crate::config::{Config, Flags, Purpose, Surroundings, share_dotenv};
use crate::wiring::{
    Bound, EmbeddedPool, Ending, Listener, Live, Logs, Measure, Outboxes, Reloader, Running,
    StartPage, Stopping, development, gateway, mailbox, metrics, observed, open_data, own_metrics,
    public_metrics, serve_all, start_logs, workers,
};

/// Runs the gateway, and the embedded pool where no other is set.
pub(super) fn gateway_command(flags: &Flags) -> Result<ExitCode> {
    let mut start = Start::read(flags, Purpose::Gateway)?;
    let _last = start.logs.last();
    runtime()?.block_on(start.serve_gateway())?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the user pool alone.
pub(super) fn pool_command(flags: &Flags) -> Result<ExitCode> {
    let mut start = Start::read(flags, Purpose::PoolAlone)?;
    let _last = start.logs.last();
    runtime()?.block_on(start.serve_pool())?;
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}

/// What a server begins with.
struct Start {
    flags: Flags,
    around: Surroundings,
    config: Config,
    logs: Logs,
    metrics: Metrics,
    stopping: Stopping,
}

impl Start {
    fn read(flags: &Flags, purpose: Purpose) -> Result<Self> {
        let around = Surroundings::of_this_process();
        let config = Config::read(flags, &around, purpose)?;
        share_dotenv();
        let logs = start_logs(&config)?;
        super::warn(&config.warnings);
        Ok(Self {
            flags: flags.clone(),
            around,
            config,
            logs,
            metrics: metrics(),
            stopping: Stopping::default(),
        })
    }

    async fn serve_gateway(self) -> Result<()> {
        let (config, metrics) = (&self.config, &self.metrics);
        let bound = Bound::new(config.server.listen, "--listen")?;
        let pool = if config.pool.embedded {
            let gateway = bound.address;
            let bound = Bound::new(config.server.pool_listen, "--pool-listen")?;
            Some((
                EmbeddedPool::open(config, bound.address, Some(gateway)).await?,
                bound,
            ))
        } else {
            None
        };
        let tls = config.tls.as_ref().map(crate::config::Tls::load);
        let tls = tls.transpose()?.map(RustlsConfig::from_config);
        let store = open_data(config)?;
        let embedded = pool.as_ref().map(|(pool, _)| pool);
        let gateway = gateway(config, embedded, Some(&store), metrics.clone()).await?;
        let live = Live::new(gateway);
        let mut outboxes = Outboxes::default();
        outboxes.mails(Arc::new(store.clone()));
        let mut mailboxes: Vec<Arc<dyn Mailbox>> = vec![Arc::new(store)];
        if let Some((pool, _)) = &pool {
            outboxes.pool(pool.messages());
            mailboxes.push(Arc::new(pool.messages().clone()));
        }
        let workers = workers(config, outboxes, metrics).await?;
        let mailbox = mailbox(mailboxes, development(config));
        let measured = live.clone();
        let measure: Measure = Arc::new(move || measured.gateway().measure());
        let beside = mailbox.merge(public_metrics(config, metrics, &measure));
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", bound.address);
        let mut page = StartPage::new();
        page.line("Gateway", &url)
            .line("API docs", format!("{url}/apidocs"));
        if let Some(redis) = &config.server.redis {
            page.line("Sessions", redis.to_string());
        }
        let mut listeners = Vec::new();
        if let Some((pool, pool_bound)) = pool {
            let mailbox = format!("{url}/dev/messages");
            describe(&mut page, config, &pool, &pool_bound, &mailbox);
            Running::new(&pool, pool_bound.address).note(config);
            let router = self.observed(pool.router()).merge(beside.clone());
            listeners.push(Listener::plain(pool_bound, router));
        } else {
            describe_remote(&mut page, config, &url);
        }
        let insecure = if tls.is_some() { "-k " } else { "" };
        page.try_it(format!(
            "curl {insecure}{url}/auth/signup --json '{{\"email\":\"ada@example.com\",\"password\":\"Test123456\"}}'"
        ));
        listeners.push(Listener {
            bound,
            router: live.router().merge(front_door(&live)).merge(beside),
            tls: tls.clone(),
        });
        listeners.extend(self.metrics_listener(&mut page, &measure)?);
        page.print();
        tell_of_mail(config);
        let drained = live.clone();
        let ending = self.ending(move || drained.gateway().drain());
        self.run(listeners, workers, ending, Some(live), tls).await
    }

    async fn serve_pool(self) -> Result<()> {
        let (config, metrics) = (&self.config, &self.metrics);
        let bound = Bound::new(config.server.pool_listen, "--pool-listen")?;
        let gateway = Some(config.server.listen);
        let pool = EmbeddedPool::open(config, bound.address, gateway).await?;
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
        let measure: Measure = Arc::new(|| ());
        let own = self.metrics_listener(&mut page, &measure)?;
        page.print();
        tell_of_mail(config);
        let mut outboxes = Outboxes::default();
        outboxes.pool(pool.messages());
        let workers = workers(config, outboxes, metrics).await?;
        let mailbox = mailbox(vec![Arc::new(pool.messages().clone())], development(config));
        let router = self
            .observed(pool.router())
            .merge(mailbox)
            .merge(public_metrics(config, metrics, &measure));
        let mut listeners = vec![Listener::plain(bound, router)];
        listeners.extend(own);
        let ending = self.ending(|| ());
        self.run(listeners, workers, ending, None, None).await
    }

    /// The pool's own routes and the files of its pages, observed.
    fn observed(&self, pool: Router) -> Router {
        observed(pool, self.metrics.clone(), self.stopping.clone())
            .merge(poolgate_ui::assets_router())
    }

    fn metrics_listener(
        &self,
        page: &mut StartPage,
        measure: &Measure,
    ) -> Result<Option<Listener>> {
        let Some(address) = self.config.metrics.listen else {
            return Ok(None);
        };
        let bound = Bound::new(address, "POOLGATE_METRICS_LISTEN")?;
        page.line("Metrics", format!("http://{}/metrics", bound.address));
        let router = own_metrics(&self.config, &self.metrics, measure);
        Ok(Some(Listener::plain(bound, router)))
    }

    fn ending(&self, announce: impl FnOnce() + Send + 'static) -> Ending {
        let stopping = self.stopping.clone();
        Ending {
            delay: self.config.server.stop_delay,
            announce: Box::new(move || {
                stopping.begin();
                announce();
            }),
        }
    }

    async fn run(
        self,
        listeners: Vec<Listener>,
        workers: Vec<poolgate_mail::Worker>,
        ending: Ending,
        live: Option<Live>,
        tls: Option<RustlsConfig>,
    ) -> Result<()> {
        let reloader = Reloader {
            flags: self.flags,
            around: self.around,
            config: self.config,
            logs: self.logs,
            live,
            tls,
        };
        let reloading = tokio::spawn(reloader.run());
        let served = serve_all(listeners, workers, ending).await;
        reloading.abort();
        served
    }
}

/// `/` leads to the pages: whoever types the host's name alone wants to see one.
fn front_door(live: &Live) -> Router {
    let live = live.clone();
    let lead = move || {
        let home = live.gateway().config().pages.home.clone();
        async move { Redirect::to(&home) }
    };
    Router::new().route("/", get(lead))
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

fn describe_remote(page: &mut StartPage, config: &Config, url: &str) {
    let cognito = &config.cognito;
    page.line("Pool id", cognito.user_pool_id.clone().unwrap_or_default())
        .line("Client id", cognito.client_id.clone().unwrap_or_default());
    if development(config) != Development::Off {
        page.line("Mailbox", format!("{url}/dev/messages"));
    }
}

/// Outside development a message that nobody delivers is lost on its user.
fn tell_of_mail(config: &Config) {
    if config.mail.delivery.is_none() && development(config) == Development::Off {
        tracing::warn!(
            "no mail server is set, so messages to users stay in the database; set POOLGATE_SMTP_URL and POOLGATE_MAIL_FROM"
        );
    }
}

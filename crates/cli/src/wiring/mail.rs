//! How messages leave: a worker for each outbox, and what is shown of them in development.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use poolgate_crypto::{Random, SystemRandom};
use poolgate_gateway::{Clock, SystemClock};
use poolgate_mail::{
    Mailbox, Mailboxes, Outbox, Sender, SmsWebhook, Smtp, Sns, Worker, mailbox_router,
};
use poolgate_metrics::{MAILS, Metrics};
use poolgate_pool_sql::SqlStore;
use poolgate_ui::Development;

use super::credentials::sns_credentials;
use super::function_sender::FunctionSender;
use super::triggers;
use crate::config::Config;

/// Where messages wait.
#[derive(Default)]
pub(crate) struct Outboxes {
    mails: Vec<Arc<dyn Outbox>>,
    texts: Vec<Arc<dyn Outbox>>,
    calls: Vec<Arc<dyn Outbox>>,
}

impl Outboxes {
    /// An outbox of mails.
    pub(crate) fn mails(&mut self, outbox: Arc<dyn Outbox>) {
        self.mails.push(outbox);
    }

    /// The messages of the embedded pool.
    pub(crate) fn pool(&mut self, store: &SqlStore) {
        use poolgate_mail::Medium;
        self.mails.push(Arc::new(store.outgoing(Medium::Email)));
        self.texts.push(Arc::new(store.outgoing(Medium::Sms)));
        self.calls.push(Arc::new(store.outgoing(Medium::Function)));
    }
}

/// A worker for each outbox whose messages have a way out.
pub(crate) async fn workers(
    config: &Config,
    outboxes: Outboxes,
    metrics: &Metrics,
) -> Result<Vec<Worker>> {
    let random = Arc::new(SystemRandom::default());
    let worker = |outbox, sender| {
        let random = Arc::clone(&random);
        let chance = move || {
            let mut bytes = [0; 4];
            random.fill(&mut bytes);
            u32::from_be_bytes(bytes)
        };
        let metrics = metrics.clone();
        let told = move |purpose: &str, outcome: &str| metrics.count(MAILS, &[purpose, outcome]);
        Worker::new(outbox, sender, Arc::new(now), Arc::new(chance)).telling(Arc::new(told))
    };
    let mut workers = Vec::new();
    if let Some(sender) = mail_sender(config)? {
        let with_sender = |outbox| worker(outbox, Arc::clone(&sender));
        workers.extend(outboxes.mails.into_iter().map(with_sender));
    }
    if let Some(sender) = text_sender(config).await? {
        let with_sender = |outbox| worker(outbox, Arc::clone(&sender));
        workers.extend(outboxes.texts.into_iter().map(with_sender));
    }
    if !outboxes.calls.is_empty() {
        let functions = triggers::functions(config).await?;
        let sender: Arc<dyn Sender> = Arc::new(FunctionSender::new(config, functions));
        let with_sender = |outbox| worker(outbox, Arc::clone(&sender));
        workers.extend(outboxes.calls.into_iter().map(with_sender));
    }
    Ok(workers)
}

fn now() -> i64 {
    SystemClock.now()
}

fn mail_sender(config: &Config) -> Result<Option<Arc<dyn Sender>>> {
    let Some(delivery) = &config.mail.delivery else {
        return Ok(None);
    };
    let smtp = Smtp::new(&delivery.server, &delivery.from)
        .context("mail cannot be delivered as it is set")?;
    Ok(Some(Arc::new(smtp)))
}

async fn text_sender(config: &Config) -> Result<Option<Arc<dyn Sender>>> {
    const CONTEXT: &str = "text messages cannot be delivered as it is set";
    if let Some(webhook) = &config.sms.webhook {
        let sender = SmsWebhook::new(webhook.url.clone(), &webhook.secret, Arc::new(now));
        return Ok(Some(Arc::new(sender.context(CONTEXT)?)));
    }
    let Some(sns) = &config.sms.sns else {
        return Ok(None);
    };
    let credentials = sns_credentials(sns).await;
    let (endpoint, sender_id) = (sns.endpoint_url.clone(), sns.sender_id.clone());
    let sender = Sns::new(&sns.region, endpoint, sender_id, credentials, Arc::new(now));
    Ok(Some(Arc::new(sender.context(CONTEXT)?)))
}

/// The development mailbox over all that was sent. Its page uses the files of all pages.
pub(crate) fn mailbox(mailboxes: Vec<Arc<dyn Mailbox>>, development: Development) -> Router {
    mailbox_router(Arc::new(Mailboxes::new(mailboxes)), development)
}

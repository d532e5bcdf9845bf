//! How messages leave: a worker for each outbox, and what is shown of them in development.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use poolgate_crypto::{Random, SystemRandom};
use poolgate_gateway::{Clock, SystemClock};
use poolgate_mail::{Mailbox, Mailboxes, Outbox, Smtp, Worker, mailbox_router};
use poolgate_metrics::{MAILS, Metrics};
use poolgate_ui::Development;

use crate::config::Config;

/// A worker for each outbox, where a mail server is set.
pub(crate) fn workers(
    config: &Config,
    outboxes: Vec<Arc<dyn Outbox>>,
    metrics: &Metrics,
) -> Result<Vec<Worker>> {
    let Some(delivery) = &config.mail.delivery else {
        return Ok(Vec::new());
    };
    let smtp = Smtp::new(&delivery.server, &delivery.from)
        .context("mail cannot be delivered as it is set")?;
    let smtp = Arc::new(smtp);
    let random = Arc::new(SystemRandom::default());
    let worker = |outbox| {
        let random = Arc::clone(&random);
        let chance = move || {
            let mut bytes = [0; 4];
            random.fill(&mut bytes);
            u32::from_be_bytes(bytes)
        };
        let now = || SystemClock.now();
        let metrics = metrics.clone();
        let told = move |purpose: &str, outcome: &str| metrics.count(MAILS, &[purpose, outcome]);
        Worker::new(outbox, smtp.clone(), Arc::new(now), Arc::new(chance)).telling(Arc::new(told))
    };
    Ok(outboxes.into_iter().map(worker).collect())
}

/// The development mailbox over all that was sent.
pub(crate) fn mailbox(mailboxes: Vec<Arc<dyn Mailbox>>, development: Development) -> Router {
    mailbox_router(Arc::new(Mailboxes::new(mailboxes)), development)
        .merge(poolgate_ui::assets_router())
}

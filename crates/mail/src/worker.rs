//! Takes messages from an outbox to a sender: in time, once, and again where the server was away.
//!
//! Two kinds of failure wait apart from each other. Where the server cannot be used at all, nothing is
//! tried but one message now and then, and that is no attempt of the message. Where the server puts one
//! message off, that one waits and the others go on.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;

use crate::backoff;
use crate::outbox::{Outbox, Outcome, Queued};
use crate::sender::{SendError, Sender};

/// How many messages are under way at a time.
const BATCH: usize = 16;
/// How long a message may take.
const SEND_TIMEOUT: Duration = Duration::from_secs(30);
/// For how long a taken message is kept from others, in milliseconds: longer than it may take.
const LEASE: i64 = 60_000;
/// How often the outbox is looked at when it tells nothing.
const POLL: Duration = Duration::from_secs(1);
/// After how long a message is given up, in milliseconds: four days (RFC 5321, section 4.5.4.1).
const GIVE_UP: i64 = 4 * 24 * 60 * 60 * 1000;

/// The time, in milliseconds since 1970.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;
/// A random number.
pub type Chance = Arc<dyn Fn() -> u32 + Send + Sync>;
/// Hears the purpose of a message, and what became of it.
pub type Told = Arc<dyn Fn(&str, &str) + Send + Sync>;

/// Delivers what lies in one outbox.
pub struct Worker {
    outbox: Arc<dyn Outbox>,
    sender: Arc<dyn Sender>,
    now: Now,
    chance: Chance,
    told: Option<Told>,
    outage: Option<Outage>,
}

/// The server cannot be used.
#[derive(Clone, Copy)]
struct Outage {
    since: i64,
    failures: u32,
    /// When it is tried next.
    until: i64,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Worker")
    }
}

/// What became of one message, and what that says about the server.
enum Sent {
    Done(Outcome),
    PutOff(SendError),
    Unusable(SendError),
}

impl Worker {
    /// A worker with its clock and its source of chance.
    pub fn new(outbox: Arc<dyn Outbox>, sender: Arc<dyn Sender>, now: Now, chance: Chance) -> Self {
        Self {
            outbox,
            sender,
            now,
            chance,
            told: None,
            outage: None,
        }
    }

    /// Tells of every message that was tried: its purpose, and `delivered`, `put_off`, `expired` or
    /// `given_up`.
    #[must_use]
    pub fn telling(mut self, told: Told) -> Self {
        self.told = Some(told);
        self
    }

    /// Delivers until `stop` is done. What is under way then is finished.
    pub async fn run(mut self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        loop {
            let more = self.round().await;
            let outbox = Arc::clone(&self.outbox);
            let next = async {
                if !more {
                    // A second at most: a message that was put off tells nobody when its time has come.
                    let _ = tokio::time::timeout(POLL, outbox.arrival()).await;
                }
            };
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = next => {}
            }
        }
    }

    /// Delivers what is due, at most some messages; whether there may be more.
    pub async fn round(&mut self) -> bool {
        let now = (self.now)();
        if self.outage.is_some_and(|outage| now < outage.until) {
            return false;
        }
        // One message is enough to find out whether the server is back.
        let limit = if self.outage.is_some() { 1 } else { BATCH };
        let queued = match self.outbox.claim(now, now + LEASE, limit).await {
            Ok(queued) => queued,
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                return false;
            }
        };
        let full = queued.len() == limit;
        let sent = join_all(queued.iter().map(|queued| self.send(queued, now))).await;
        let unusable = sent.iter().find_map(|sent| match sent {
            Sent::Unusable(error) => Some(error.clone()),
            _ => None,
        });
        match &unusable {
            Some(error) => self.note_outage(error),
            None if !queued.is_empty() => self.note_end_of_outage(),
            None => {}
        }
        for (queued, sent) in queued.iter().zip(sent) {
            self.settle(queued, sent).await;
        }
        full && unusable.is_none()
    }

    async fn send(&self, queued: &Queued, now: i64) -> Sent {
        let message = &queued.message;
        if message.expires_at.is_some_and(|end| end <= now) {
            return Sent::Done(Outcome::Expired);
        }
        if now - message.sent_at > GIVE_UP {
            return Sent::Done(Outcome::GivenUp);
        }
        match tokio::time::timeout(SEND_TIMEOUT, self.sender.send(message)).await {
            Ok(Ok(())) => Sent::Done(Outcome::Delivered),
            Ok(Err(error @ SendError::Unusable(_))) => Sent::Unusable(error),
            Ok(Err(error @ SendError::PutOff(_))) => Sent::PutOff(error),
            Ok(Err(error @ SendError::Refused(_))) => {
                tracing::warn!(id = message.id, purpose = message.purpose, %error, "a message is not delivered");
                Sent::Done(Outcome::GivenUp)
            }
            Err(_) => Sent::Unusable(SendError::Unusable("it does not answer in time".to_owned())),
        }
    }

    async fn settle(&self, queued: &Queued, sent: Sent) {
        let message = &queued.message;
        let outcome = match sent {
            Sent::Done(outcome) => outcome,
            Sent::Unusable(_) => Outcome::PutOff {
                until: self.outage.map_or(0, |outage| outage.until),
                attempts: queued.attempts,
            },
            Sent::PutOff(error) => {
                let now = (self.now)();
                let attempts = queued.attempts.saturating_add(1);
                let wait = backoff::wait(attempts, now - message.sent_at, (self.chance)());
                tracing::info!(id = message.id, purpose = message.purpose, attempts, wait_ms = wait, %error, "a message waits");
                Outcome::PutOff {
                    until: now + wait,
                    attempts,
                }
            }
        };
        if let Some(told) = &self.told {
            told(&message.purpose, word(outcome));
        }
        if outcome == Outcome::Expired {
            tracing::warn!(
                id = message.id,
                purpose = message.purpose,
                "a message was not delivered before its code expired"
            );
        }
        if let Err(error) = self.outbox.settle(&message.id, outcome).await {
            // It is tried again once its lease is over: twice is better than never.
            tracing::error!(%error, id = message.id, "the outbox cannot be written");
        }
    }

    fn note_outage(&mut self, error: &SendError) {
        let now = (self.now)();
        let since = self.outage.map_or(now, |outage| outage.since);
        let failures = self.outage.map_or(0, |outage| outage.failures) + 1;
        let wait = backoff::wait(failures, now - since, (self.chance)());
        if failures == 1 {
            tracing::error!(%error, "messages are not delivered; they wait and are tried again");
        } else {
            tracing::warn!(%error, failures, wait_ms = wait, "messages are still not delivered");
        }
        self.outage = Some(Outage {
            since,
            failures,
            until: now + wait,
        });
    }

    fn note_end_of_outage(&mut self) {
        if let Some(outage) = self.outage.take() {
            let seconds = ((self.now)() - outage.since) / 1000;
            tracing::info!(outage_seconds = seconds, "messages are delivered again");
        }
    }
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered => "delivered",
        Outcome::Expired => "expired",
        Outcome::GivenUp => "given_up",
        Outcome::PutOff { .. } => "put_off",
    }
}

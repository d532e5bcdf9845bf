//! Messages on their way: a worker, real SMTP over a socket, and a clock that the tests set.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use poolgate_mail::{BoxError, Medium, Message, Outbox, Outcome, Queued, Smtp, SmtpServer, Worker};
use poolgate_testkit::{SmtpMode, SmtpStandIn};

const START: i64 = 1_795_176_000_000;
const MINUTE: i64 = 60_000;

/// An outbox in memory, as the stores have it.
#[derive(Default)]
struct Waiting(
    Mutex<BTreeMap<String, (i64, Queued)>>,
    Mutex<Vec<(String, Outcome)>>,
);

impl Waiting {
    fn put(&self, message: Message) {
        let queued = Queued {
            message: message.clone(),
            attempts: 0,
        };
        self.0
            .lock()
            .unwrap()
            .insert(message.id, (message.sent_at, queued));
    }

    fn outcomes(&self, wanted: Outcome) -> usize {
        let settled = self.1.lock().unwrap();
        settled
            .iter()
            .filter(|(_, outcome)| *outcome == wanted)
            .count()
    }

    fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[async_trait]
impl Outbox for Waiting {
    async fn claim(&self, now: i64, lease: i64, limit: usize) -> Result<Vec<Queued>, BoxError> {
        let mut waiting = self.0.lock().unwrap();
        let due = waiting.values_mut().filter(|(due, _)| *due <= now);
        Ok(due
            .take(limit)
            .map(|(due, queued)| {
                *due = lease;
                queued.clone()
            })
            .collect())
    }

    async fn settle(&self, id: &str, outcome: Outcome) -> Result<(), BoxError> {
        let mut waiting = self.0.lock().unwrap();
        match outcome {
            Outcome::PutOff { until, attempts } => {
                let (due, queued) = waiting.get_mut(id).unwrap();
                *due = until;
                queued.attempts = attempts;
            }
            _ => drop(waiting.remove(id)),
        }
        self.1.lock().unwrap().push((id.to_owned(), outcome));
        Ok(())
    }

    async fn arrival(&self) {}
}

struct World {
    outbox: Arc<Waiting>,
    clock: Arc<AtomicI64>,
    worker: Worker,
}

impl World {
    fn new(server: &SmtpStandIn) -> Self {
        let outbox = Arc::new(Waiting::default());
        let clock = Arc::new(AtomicI64::new(START));
        let url = format!("smtp://{}", server.address);
        let sender = Smtp::new(&SmtpServer::from_url(&url).unwrap(), "a@example.org").unwrap();
        let time = Arc::clone(&clock);
        let worker = Worker::new(
            outbox.clone(),
            Arc::new(sender),
            Arc::new(move || time.load(Ordering::SeqCst)),
            Arc::new(|| u32::MAX),
        );
        Self {
            outbox,
            clock,
            worker,
        }
    }

    /// Lets this much time pass, with a look at the outbox each second.
    async fn pass(&mut self, milliseconds: i64) {
        let end = self.clock.load(Ordering::SeqCst) + milliseconds;
        loop {
            while self.worker.round().await {}
            if self.clock.fetch_add(1000, Ordering::SeqCst) + 1000 > end {
                return;
            }
        }
    }
}

fn message(number: usize, expires_at: Option<i64>) -> Message {
    Message {
        id: format!("message-{number:03}"),
        to: format!("user{number}@example.com"),
        medium: Medium::Email,
        subject: "Your code".to_owned(),
        text: format!("Code of {number}\n.\nafter the dot"),
        html: Some(format!("<p>Code of {number}</p>")),
        code: None,
        link: None,
        purpose: "password_reset".to_owned(),
        sent_at: START,
        expires_at,
    }
}

fn ids(mails: &[String]) -> Vec<String> {
    let mut ids: Vec<String> = mails
        .iter()
        .map(|mail| {
            let line = mail.lines().find(|line| line.starts_with("Message-ID:"));
            line.unwrap().to_owned()
        })
        .collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_message_arrives_whole() {
    let server = SmtpStandIn::start();
    let mut world = World::new(&server);
    world.outbox.put(message(1, None));
    world.pass(0).await;
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    for part in [
        "To: user1@example.com",
        "Code of 1",
        "after the dot",
        "<p>Code of 1</p>",
    ] {
        assert!(mails[0].contains(part), "{}", mails[0]);
    }
    assert_eq!(world.outbox.outcomes(Outcome::Delivered), 1);
}

#[tokio::test]
async fn f14_after_an_outage_every_mail_arrives_once_and_soon() {
    let server = SmtpStandIn::start();
    let address = server.address;
    let mut world = World::new(&server);
    drop(server);
    for number in 0..50 {
        world.outbox.put(message(number, None));
    }
    world.outbox.put(message(50, Some(START + MINUTE / 2)));
    world.pass(MINUTE).await;
    assert_eq!(world.outbox.len(), 51, "nothing is lost");
    let server = SmtpStandIn::start_at(address);
    world.pass(MINUTE / 2).await;
    let ids = ids(&server.mails());
    let expected: Vec<_> = (0..50)
        .map(|number| format!("Message-ID: <message-{number:03}@example.org>"))
        .collect();
    assert_eq!(ids, expected, "each once, and no expired code");
    assert_eq!(world.outbox.outcomes(Outcome::Expired), 1);
    assert_eq!(world.outbox.len(), 0);
    world.pass(10 * MINUTE).await;
    assert_eq!(server.mails().len(), 50);
}

#[tokio::test]
async fn f14_a_server_that_puts_off_or_closes_is_asked_less_and_less_often() {
    for mode in [SmtpMode::PutsOff, SmtpMode::Closes] {
        let server = SmtpStandIn::start();
        server.set(mode);
        let mut world = World::new(&server);
        world.outbox.put(message(1, None));
        world.pass(MINUTE).await;
        assert!(server.offers() < 10, "{}", server.offers());
        assert!(server.mails().is_empty());
        server.set(SmtpMode::Takes);
        world.pass(MINUTE / 2).await;
        assert_eq!(server.mails().len(), 1, "{mode:?}");
    }
}

#[tokio::test]
async fn one_message_that_is_refused_holds_up_no_other() {
    let server = SmtpStandIn::start();
    server.set(SmtpMode::Refuses);
    let mut world = World::new(&server);
    world.outbox.put(message(1, None));
    let mut nowhere = message(2, None);
    nowhere.to = "no address".to_owned();
    world.outbox.put(nowhere);
    let mut text = message(3, None);
    text.medium = Medium::Sms;
    world.outbox.put(text);
    world.pass(0).await;
    assert_eq!(world.outbox.outcomes(Outcome::GivenUp), 3);
    server.set(SmtpMode::Takes);
    world.outbox.put(message(4, None));
    world.pass(0).await;
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn what_becomes_of_each_message_is_told() {
    let server = SmtpStandIn::start();
    let mut world = World::new(&server);
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = Arc::clone(&heard);
    world.worker = world.worker.telling(Arc::new(move |purpose, outcome| {
        told.lock().unwrap().push(format!("{purpose} {outcome}"));
    }));
    server.set(SmtpMode::PutsOff);
    world.outbox.put(message(1, None));
    world.pass(0).await;
    server.set(SmtpMode::Takes);
    world.pass(MINUTE).await;
    world.outbox.put(message(2, Some(START)));
    world.pass(0).await;
    let expected = ["put_off", "delivered", "expired"].map(|word| format!("password_reset {word}"));
    assert_eq!(*heard.lock().unwrap(), expected);
}

#[tokio::test]
async fn what_waited_for_days_is_given_up() {
    let server = SmtpStandIn::start();
    let mut world = World::new(&server);
    let mut old = message(1, None);
    old.sent_at = START - 5 * 24 * 60 * MINUTE;
    world.outbox.put(old);
    world.pass(0).await;
    assert!(server.mails().is_empty());
    assert_eq!(world.outbox.outcomes(Outcome::GivenUp), 1);
}

#[tokio::test]
async fn a_worker_ends_when_it_is_told_to() {
    let server = SmtpStandIn::start();
    let world = World::new(&server);
    world.outbox.put(message(1, None));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(world.worker.run(async {
        let _ = stopped.await;
    }));
    while server.mails().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(stop);
    running.await.unwrap();
}

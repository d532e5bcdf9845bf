//! The gateway's mails on their way, by real SMTP, while the server comes and goes.

use std::sync::Arc;

use poolgate_gateway::Clock;
use poolgate_mail::{Smtp, SmtpServer, Worker};
use poolgate_testkit::SmtpStandIn;
use serde_json::json;

use crate::data::Kept;
use crate::pool::admin_user;
use crate::world::World;

const SECOND: i64 = 1000;

fn worker(kept: &Kept, server: &SmtpStandIn) -> Worker {
    let url = format!("smtp://{}", server.address);
    let server = SmtpServer::from_url(&url).expect("a server");
    let sender = Smtp::new(&server, "accounts@example.org").expect("a sender");
    let clock = kept.clock.clone();
    Worker::new(
        Arc::new(kept.store.clone()),
        Arc::new(sender),
        Arc::new(move || clock.now()),
        Arc::new(|| u32::MAX),
    )
}

/// Lets time pass, with a look at the outbox each second.
async fn pass(kept: &Kept, worker: &mut Worker, seconds: i64) {
    for _ in 0..seconds {
        while worker.round().await {}
        kept.clock.advance(SECOND);
    }
}

/// Asks for a code for the user of this number.
async fn request(world: &World, number: usize) {
    let email = format!("user{number}@example.com");
    let mut user = admin_user("CONFIRMED", true);
    user["UserAttributes"] = json!([
        {"Name": "sub", "Value": format!("sub-{number}")},
        {"Name": "email", "Value": email},
        {"Name": "email_verified", "Value": "true"},
    ]);
    world.pool.on("AdminGetUser", user);
    let body = json!({"email": email, "purpose": "password_reset"});
    let answer = world.post("/api/v1/auth/request-otp", body).await.ok();
    assert_eq!(answer.body["message"], "OTP sent");
}

#[tokio::test]
async fn f14_an_outage_costs_no_request_and_no_mail() {
    let world = World::with_data(|config| config.limits = None).await;
    let kept = world.kept();
    let server = SmtpStandIn::start();
    let address = server.address;
    let mut worker = worker(kept, &server);
    drop(server);
    for number in 0..20 {
        request(&world, number).await;
        pass(kept, &mut worker, 3).await;
    }
    let server = SmtpStandIn::start_at(address);
    pass(kept, &mut worker, 30).await;
    let mails = server.mails();
    for number in 0..20 {
        let line = format!("To: user{number}@example.com");
        let found = mails.iter().filter(|mail| mail.lines().any(|l| l == line));
        assert_eq!(found.count(), 1, "{line}");
    }
    assert_eq!(mails.len(), 20);
}

#[tokio::test]
async fn f14_an_expired_code_is_not_sent() {
    let world = World::with_data(|_| {}).await;
    let kept = world.kept();
    let server = SmtpStandIn::start();
    let address = server.address;
    let mut worker = worker(kept, &server);
    drop(server);
    request(&world, 1).await;
    pass(kept, &mut worker, 5).await;
    kept.clock.advance(10 * 60 * SECOND);
    let server = SmtpStandIn::start_at(address);
    pass(kept, &mut worker, 60).await;
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_mail_survives_a_worker_that_died_with_it() {
    use poolgate_mail::Outbox;
    let world = World::with_data(|_| {}).await;
    let kept = world.kept();
    request(&world, 1).await;
    let now = kept.clock.now();
    let taken = kept.store.claim(now, now + 60 * SECOND, 16).await;
    assert_eq!(taken.expect("an outbox").len(), 1);
    let server = SmtpStandIn::start();
    let mut worker = worker(kept, &server);
    pass(kept, &mut worker, 59).await;
    assert!(server.mails().is_empty(), "somebody else may have it yet");
    pass(kept, &mut worker, 5).await;
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn a_mail_sealed_under_another_key_stops_no_other() {
    use poolgate_db::Database;
    use poolgate_gateway::{MIGRATIONS, SecretKey, SqliteStore};
    use poolgate_mail::{Mailbox, Outbox};
    let world = World::with_data(|_| {}).await;
    let kept = world.kept();
    request(&world, 1).await;
    let path = kept.folder.path().join("gateway.db");
    let database = Database::open_shared(&path, &[MIGRATIONS]).expect("a database");
    let other = SqliteStore::new(database, &SecretKey::new([8; 32]), true);
    assert!(
        other
            .messages(None, 10)
            .await
            .expect("a mailbox")
            .is_empty()
    );
    let now = kept.clock.now();
    let taken = other.claim(now, now + SECOND, 16).await.expect("an outbox");
    assert!(taken.is_empty());
    let later = kept
        .store
        .claim(now + 60 * SECOND, now + 61 * SECOND, 16)
        .await;
    assert!(later.expect("an outbox").is_empty(), "it was given up");
}

//! The pool's messages on their way: in the outbox with the commit that sends them, and only where
//! something delivers them.

#![expect(clippy::unwrap_used, reason = "tests")]

use poolgate_crypto::{MasterKey, SystemRandom};
use poolgate_db::Database;
use poolgate_mail::{Mailbox, Medium, Message, Outbox, Outcome};
use poolgate_pool::store::{Change, Store};
use poolgate_pool_sql::{MIGRATIONS, SqlStore};
use tempfile::TempDir;

const SENT: i64 = 1_795_176_000_000;

fn store(folder: &TempDir, deliver: bool) -> SqlStore {
    let database = Database::open(&folder.path().join("t.db"), &[MIGRATIONS]).unwrap();
    let key = MasterKey::generate(&SystemRandom::default());
    if deliver {
        SqlStore::with_delivery(database, &key, vec![Medium::Email])
    } else {
        SqlStore::new(database, &key)
    }
}

fn message(id: &str, medium: Medium) -> Change {
    Change::Send(Message {
        id: id.to_owned(),
        to: "ada@example.com".to_owned(),
        medium,
        subject: "Your code".to_owned(),
        text: "Code 123456".to_owned(),
        html: None,
        code: Some("123456".to_owned()),
        link: None,
        purpose: "sign_up".to_owned(),
        sent_at: SENT,
        expires_at: Some(SENT + 1000),
    })
}

async fn claim(store: &SqlStore, now: i64) -> Vec<String> {
    let claimed = store
        .outgoing(Medium::Email)
        .claim(now, now + 1000, 16)
        .await
        .unwrap();
    claimed
        .into_iter()
        .map(|queued| queued.message.id)
        .collect()
}

#[tokio::test]
async fn f14_a_mail_waits_from_its_commit_until_it_is_settled() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, true);
    let changes = vec![message("1", Medium::Email), message("2", Medium::Sms)];
    store.commit(changes).await.unwrap();
    store.outgoing(Medium::Email).arrival().await;
    assert!(claim(&store, SENT - 1).await.is_empty());
    let claimed = store
        .outgoing(Medium::Email)
        .claim(SENT, SENT + 1000, 16)
        .await
        .unwrap();
    assert_eq!(
        claimed.len(),
        1,
        "a text message is not waiting for a mail server"
    );
    assert_eq!(claimed[0].message.expires_at, Some(SENT + 1000));
    assert!(
        claim(&store, SENT + 999).await.is_empty(),
        "somebody has it"
    );
    assert_eq!(claim(&store, SENT + 1000).await, ["1"]);
    let until = SENT + 5000;
    let put_off = Outcome::PutOff { until, attempts: 3 };
    store
        .outgoing(Medium::Email)
        .settle("1", put_off)
        .await
        .unwrap();
    assert!(claim(&store, until - 1).await.is_empty());
    let claimed = store
        .outgoing(Medium::Email)
        .claim(until, until + 1000, 16)
        .await
        .unwrap();
    assert_eq!(claimed[0].attempts, 3);
    store
        .outgoing(Medium::Email)
        .settle("1", Outcome::Delivered)
        .await
        .unwrap();
    assert!(claim(&store, i64::MAX / 2).await.is_empty());
    assert_eq!(Mailbox::messages(&store, None, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn without_delivery_nothing_waits() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, false);
    store
        .commit(vec![message("1", Medium::Email)])
        .await
        .unwrap();
    assert!(claim(&store, i64::MAX / 2).await.is_empty());
    assert_eq!(Mailbox::messages(&store, None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn f14_mails_and_text_messages_have_outboxes_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("t.db"), &[MIGRATIONS]).unwrap();
    let key = MasterKey::generate(&SystemRandom::default());
    let both = vec![Medium::Email, Medium::Sms];
    let store = SqlStore::with_delivery(database, &key, both);
    let changes = vec![message("1", Medium::Email), message("2", Medium::Sms)];
    store.commit(changes).await.unwrap();
    for (medium, id) in [(Medium::Email, "1"), (Medium::Sms, "2")] {
        let outbox = store.outgoing(medium);
        outbox.arrival().await;
        let claimed = outbox.claim(SENT, SENT + 1000, 16).await.unwrap();
        let ids: Vec<_> = claimed.iter().map(|queued| &queued.message.id).collect();
        assert_eq!(ids, [id]);
    }
}

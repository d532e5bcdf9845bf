//! What the gateway asks of every store of sessions. SQLite is always asked; Valkey or Redis where `POOLGATE_TEST_REDIS` names
//! a server.

use std::future::Future;
use std::sync::Arc;

use futures::future::join_all;
use poolgate_gateway::{BrowserSession, RedisSessions, RedisUrl, Sessions, SocketTicket, Which};
use poolgate_metrics::Metrics;

use crate::data::Kept;

const MINUTE: i64 = 60_000;
/// Any time will do: stores are told what time it is.
const NOW: i64 = 1_795_176_000_000;

/// A server for tests, if there is one.
pub(crate) fn redis() -> Option<RedisSessions> {
    let url = std::env::var("POOLGATE_TEST_REDIS").ok()?;
    let url = RedisUrl::parse(&url).expect("POOLGATE_TEST_REDIS is a URL");
    Some(RedisSessions::new(&url, Metrics::default()).expect("a store"))
}

/// A pool that no other test knows, since all share one server.
struct Place {
    store: Arc<dyn Sessions>,
    pool_id: String,
    name: &'static str,
}

impl Place {
    fn new(name: &'static str, store: Arc<dyn Sessions>) -> Self {
        let pool_id = format!("eu-north-1_{}", uuid::Uuid::new_v4().simple());
        Self {
            store,
            pool_id,
            name,
        }
    }

    /// A name of 32 bytes.
    fn id(&self, number: u8) -> [u8; 32] {
        let mut id = [number; 32];
        id[..31].copy_from_slice(&self.pool_id.as_bytes()[self.pool_id.len() - 31..]);
        id
    }

    /// A session that was made now.
    fn session(&self, number: u8) -> BrowserSession {
        BrowserSession {
            id_hash: self.id(number),
            pool_id: self.pool_id.clone(),
            subject: self.id(100),
            family: self.id(200),
            // Not UTF-8, as ciphertexts are.
            sealed: vec![0xff, number, 0],
            version: 1,
            leased_until: 0,
            remember: false,
            created_at: NOW,
            used_at: NOW,
            idle_until: NOW + 10 * MINUTE,
            ends_at: NOW + 60 * MINUTE,
            device: None,
            asks_pool: false,
        }
    }

    async fn put(&self, session: BrowserSession) {
        let put = self.store.put_session(session, None, NOW).await;
        put.unwrap_or_else(|error| panic!("{}: {error:?}", self.name));
    }

    async fn get(&self, number: u8, now: i64) -> Option<BrowserSession> {
        let session = self.store.session(&self.id(number), now).await;
        session.unwrap_or_else(|error| panic!("{}: {error:?}", self.name))
    }

    async fn touch(&self, idle_until: i64, now: i64) {
        let touched = self.store.touch_session(self.id(1), idle_until, now).await;
        touched.expect("a note");
    }

    /// The numbers of a user's sessions.
    async fn list(&self, user: u8, now: i64) -> Vec<u8> {
        let found = self
            .store
            .sessions_of(&self.pool_id, self.id(user), now)
            .await;
        let found = found.expect("a list").into_iter();
        let mut numbers: Vec<u8> = found.map(|session| session.id_hash[31]).collect();
        numbers.sort_unstable();
        numbers
    }

    fn ticket(&self, number: u8, session: Option<u8>) -> SocketTicket {
        SocketTicket {
            id_hash: self.id(number),
            pool_id: self.pool_id.clone(),
            session: session.map(|session| self.id(session)),
            sealed: vec![0xfe, number],
            expires_at: NOW + 30_000,
        }
    }

    async fn spend(&self, number: u8, now: i64) -> Option<SocketTicket> {
        let spent = self
            .store
            .spend_ticket(&self.pool_id, self.id(number), now)
            .await;
        spent.expect("an answer")
    }
}

/// Runs the same test on each store.
async fn on_each<F: Future<Output = ()>>(test: impl Fn(Place) -> F) {
    let kept = Kept::new();
    test(Place::new("SQLite", Arc::new(kept.store.clone()))).await;
    if let Some(redis) = redis() {
        test(Place::new("Redis", Arc::new(redis))).await;
    }
}

/// How many said yes.
fn yes<E: std::fmt::Debug>(answers: Vec<Result<bool, E>>) -> usize {
    let answers = answers.into_iter().map(|answer| answer.expect("an answer"));
    answers.filter(|yes| *yes).count()
}

#[tokio::test]
async fn a_session_comes_back_as_it_was_put() {
    on_each(async |place| {
        place.store.reach().await.expect("a store");
        assert_eq!(place.get(1, NOW).await, None, "{}", place.name);
        let session = BrowserSession {
            device: Some(vec![0, 0xff, 7]),
            asks_pool: true,
            remember: true,
            version: 7,
            leased_until: NOW + 1,
            used_at: NOW - 1,
            created_at: NOW - 2,
            ..place.session(1)
        };
        place.put(session.clone()).await;
        assert_eq!(place.get(1, NOW).await, Some(session), "{}", place.name);
        place.put(place.session(2)).await;
        assert_eq!(place.get(2, NOW).await, Some(place.session(2)));
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_unused_and_in_any_case_and_being_used_puts_off_the_first() {
    on_each(async |place| {
        place.put(place.session(1)).await;
        assert!(place.get(1, NOW + 10 * MINUTE - 1).await.is_some());
        assert!(place.get(1, NOW + 10 * MINUTE).await.is_none());
        place.touch(NOW + 15 * MINUTE, NOW + 5 * MINUTE).await;
        let session = place.get(1, NOW + 12 * MINUTE).await.expect("a session");
        assert_eq!(session.used_at, NOW + 5 * MINUTE);
        assert_eq!(session.idle_until, NOW + 15 * MINUTE);
        place.touch(NOW + 14 * MINUTE, NOW + 4 * MINUTE).await;
        let session = place.get(1, NOW + 12 * MINUTE).await.expect("a session");
        assert_eq!(
            session.idle_until,
            NOW + 15 * MINUTE,
            "who is late takes nothing back"
        );
        place.touch(NOW + 90 * MINUTE, NOW + 50 * MINUTE).await;
        assert!(place.get(1, NOW + 60 * MINUTE - 1).await.is_some());
        assert!(
            place.get(1, NOW + 60 * MINUTE).await.is_none(),
            "the end in any case stays: {}",
            place.name
        );
        place.touch(NOW + MINUTE, NOW).await;
        place
            .store
            .touch_session(place.id(2), NOW + MINUTE, NOW)
            .await
            .expect("nothing to note");
        assert!(
            place.get(2, NOW).await.is_none(),
            "nothing comes to be by it"
        );
    })
    .await;
}

#[tokio::test]
async fn f16_of_fifty_one_gets_the_lease_until_it_ends() {
    on_each(async |place| {
        place.put(place.session(1)).await;
        let lease =
            |version, until, now| place.store.lease_session(place.id(1), version, until, now);
        let leases = (0..50).map(|_| lease(1, NOW + 30, NOW + 10));
        assert_eq!(yes(join_all(leases).await), 1, "{}", place.name);
        assert!(!lease(1, NOW + 50, NOW + 29).await.expect("an answer"));
        assert!(
            lease(1, NOW + 60, NOW + 30).await.expect("an answer"),
            "its holder is dead"
        );
        place
            .store
            .release_session(place.id(1), 2)
            .await
            .expect("nothing");
        assert!(
            !lease(1, NOW + 60, NOW + 31).await.expect("an answer"),
            "only of its version is a lease given back"
        );
        place
            .store
            .release_session(place.id(1), 1)
            .await
            .expect("it is given back");
        assert!(lease(1, NOW + 60, NOW + 31).await.expect("an answer"));
        let nobody = place.store.lease_session(place.id(9), 1, NOW + 30, NOW);
        assert!(!nobody.await.expect("an answer"));
        assert!(place.get(9, NOW).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn f16_of_fifty_one_puts_the_next_version() {
    on_each(async |place| {
        let asking = BrowserSession {
            asks_pool: true,
            ..place.session(1)
        };
        place.put(asking).await;
        place
            .store
            .lease_session(place.id(1), 1, NOW + MINUTE, NOW)
            .await
            .expect("a lease");
        let renewals = (0..50).map(|number| {
            let sealed = vec![0xff, number];
            place.store.renew_session(place.id(1), 1, sealed, true)
        });
        assert_eq!(yes(join_all(renewals).await), 1, "{}", place.name);
        let session = place.get(1, NOW).await.expect("a session");
        assert_eq!((session.version, session.leased_until), (2, 0));
        assert!(!session.asks_pool, "it was asked");
        let old = place.store.renew_session(place.id(1), 1, vec![9], true);
        assert!(
            !old.await.expect("an answer"),
            "who was taken for dead is too late"
        );
        let old = place.store.lease_session(place.id(1), 1, NOW + 1, NOW);
        assert!(!old.await.expect("an answer"), "that version is past");
        let ended = place.store.renew_session(place.id(9), 1, vec![9], true);
        assert!(!ended.await.expect("an answer"));
        assert!(place.get(9, NOW).await.is_none(), "it does not come back");
    })
    .await;
}

#[tokio::test]
async fn of_fifty_who_give_a_session_another_id_one_does() {
    on_each(async |place| {
        place.put(place.session(1)).await;
        let moves = (2..52).map(|number| {
            let to = BrowserSession {
                id_hash: place.id(number),
                sealed: vec![0xfd, number],
                ..place.session(1)
            };
            place.store.move_session(to, place.id(1))
        });
        assert_eq!(yes(join_all(moves).await), 1, "{}", place.name);
        assert!(place.get(1, NOW).await.is_none(), "the old id is no more");
        let list = place.list(100, NOW).await;
        let [number] = list[..] else {
            panic!("{}: {list:?}", place.name)
        };
        let moved = place.get(number, NOW).await.expect("a session");
        assert_eq!(moved.sealed, [0xfd, number]);
        let stale = BrowserSession {
            version: 9,
            ..place.session(60)
        };
        let moved = place.store.move_session(stale, place.id(number)).await;
        assert!(!moved.expect("an answer"), "that version is not there");
        assert!(place.get(60, NOW).await.is_none());
        assert!(place.get(number, NOW).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn what_changed_since_a_session_was_read_stays_when_it_moves_or_is_renewed() {
    on_each(async |place| {
        place.put(place.session(1)).await;
        let stale = place.get(1, NOW).await.expect("a session");
        place
            .store
            .ask_pool_about(&place.pool_id, place.id(100))
            .await
            .expect("notes");
        let noted = place.store.note_family(place.id(1), [7; 32]).await;
        noted.expect("a note");
        let to = BrowserSession {
            id_hash: place.id(2),
            sealed: vec![8],
            ..stale
        };
        let moved = place.store.move_session(to, place.id(1)).await;
        assert!(moved.expect("an answer"), "{}", place.name);
        let session = place.get(2, NOW).await.expect("a session");
        assert_eq!((session.family, session.sealed), ([7; 32], vec![8]));
        assert!(session.asks_pool, "{}", place.name);
        // A refresh that began before the pool was to be asked does not answer that.
        for (asked, left) in [(false, true), (true, false)] {
            let version = place.get(2, NOW).await.expect("a session").version;
            let renewed = place
                .store
                .renew_session(place.id(2), version, vec![9], asked);
            assert!(renewed.await.expect("an answer"));
            let session = place.get(2, NOW).await.expect("a session");
            assert_eq!(session.asks_pool, left, "{}", place.name);
        }
    })
    .await;
}

#[tokio::test]
async fn a_new_session_takes_the_place_of_another() {
    on_each(async |place| {
        place.put(place.session(1)).await;
        let other_user = BrowserSession {
            subject: place.id(101),
            ..place.session(2)
        };
        let put = place.store.put_session(other_user, Some(place.id(1)), NOW);
        put.await.expect("a session");
        assert!(place.get(1, NOW).await.is_none());
        assert!(place.get(2, NOW).await.is_some());
        assert!(place.list(100, NOW).await.is_empty(), "{}", place.name);
        assert_eq!(place.list(101, NOW).await, [2]);
        let put = place
            .store
            .put_session(place.session(3), Some(place.id(77)), NOW);
        put.await.expect("there was none to replace");
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_once_and_with_a_version_only_as_it_was() {
    on_each(async |place| {
        place.put(place.session(1)).await;
        let remove = |version| place.store.remove_session(place.id(1), version);
        assert!(!remove(Some(2)).await.expect("an answer"));
        assert!(place.get(1, NOW).await.is_some(), "{}", place.name);
        let removals = join_all((0..50).map(|_| remove(Some(1)))).await;
        assert_eq!(yes(removals), 1, "{}", place.name);
        assert!(place.get(1, NOW).await.is_none());
        assert!(place.list(100, NOW).await.is_empty());
        assert!(!remove(None).await.expect("an answer"));
        place.put(place.session(1)).await;
        assert!(remove(None).await.expect("an answer"));
    })
    .await;
}

#[tokio::test]
async fn all_sessions_of_a_user_end_or_those_of_one_sign_in() {
    on_each(async |place| {
        for number in 1..=4 {
            place.put(place.session(number)).await;
        }
        for number in [1, 70] {
            let noted = place.store.note_family(place.id(number), place.id(201));
            noted.await.expect("a note, or nothing to note");
        }
        assert!(place.get(70, NOW).await.is_none());
        let other_user = BrowserSession {
            subject: place.id(101),
            ..place.session(5)
        };
        place.put(other_user).await;
        let other_pool = BrowserSession {
            pool_id: format!("{}x", place.pool_id),
            ..place.session(6)
        };
        place.put(other_pool).await;
        let end = |which| place.store.remove_sessions(&place.pool_id, which);
        let family = |number| Which::OfFamily(place.id(100), place.id(number));
        assert_eq!(end(family(202)).await.expect("a count"), 0);
        assert_eq!(
            end(family(201)).await.expect("a count"),
            1,
            "{}",
            place.name
        );
        assert_eq!(place.list(100, NOW).await, [2, 3, 4]);
        let all = Which::OfSubject(place.id(100));
        assert_eq!(end(all).await.expect("a count"), 3);
        for number in 1..=4 {
            assert!(place.get(number, NOW).await.is_none());
        }
        assert!(place.get(5, NOW).await.is_some(), "another user");
        assert!(place.get(6, NOW).await.is_some(), "another pool");
        assert_eq!(end(all).await.expect("a count"), 0);
    })
    .await;
}

#[tokio::test]
async fn the_list_of_a_user_has_what_is_alive_and_the_pool_is_asked_about_each() {
    on_each(async |place| {
        place.put(place.session(1)).await;
        let longer = BrowserSession {
            idle_until: NOW + 20 * MINUTE,
            ..place.session(2)
        };
        place.put(longer).await;
        assert_eq!(place.list(100, NOW).await, [1, 2], "{}", place.name);
        assert_eq!(place.list(100, NOW + 10 * MINUTE).await, [2]);
        assert!(place.list(100, NOW + 20 * MINUTE).await.is_empty());
        place.touch(NOW + 30 * MINUTE, NOW + 9 * MINUTE).await;
        assert_eq!(place.list(100, NOW + 25 * MINUTE).await, [1]);
        place
            .store
            .ask_pool_about(&place.pool_id, place.id(100))
            .await
            .expect("notes");
        for number in [1, 2] {
            let session = place.get(number, NOW + 9 * MINUTE).await;
            assert!(session.expect("a session").asks_pool, "{}", place.name);
        }
        place
            .store
            .ask_pool_about(&place.pool_id, place.id(109))
            .await
            .expect("nobody");
    })
    .await;
}

/// Whoever gets another id for a session while all of the user end must not keep one.
#[tokio::test]
async fn no_session_escapes_the_end_of_all_by_another_id() {
    on_each(async |place| {
        for round in 0..20 {
            for number in 0..10 {
                place.put(place.session(number)).await;
            }
            let moves = (0..10).map(|number| {
                let to = BrowserSession {
                    id_hash: place.id(number + 10),
                    ..place.session(number)
                };
                place.store.move_session(to, place.id(number))
            });
            let all = Which::OfSubject(place.id(100));
            let ends = async {
                tokio::task::yield_now().await;
                place.store.remove_sessions(&place.pool_id, all).await
            };
            let (_, ended) = futures::future::join(join_all(moves), ends).await;
            assert_eq!(ended.expect("a count"), 10, "{}: {round}", place.name);
            assert!(place.list(100, NOW).await.is_empty());
            for number in 0..20 {
                assert!(place.get(number, NOW).await.is_none(), "{}", place.name);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn of_fifty_who_have_a_ticket_one_spends_it() {
    on_each(async |place| {
        let put = |ticket| place.store.put_ticket(ticket, NOW);
        put(place.ticket(1, None)).await.expect("a ticket");
        let spend = (0..50).map(|_| place.spend(1, NOW + 29_999));
        let spent: Vec<_> = join_all(spend).await.into_iter().flatten().collect();
        assert_eq!(spent, [place.ticket(1, None)], "{}", place.name);
        assert_eq!(place.spend(2, NOW).await, None);
        put(place.ticket(3, None)).await.expect("a ticket");
        assert_eq!(place.spend(3, NOW + 30_000).await, None, "it has ended");
        let elsewhere = place.store.spend_ticket("eu-north-1_x", place.id(3), NOW);
        assert_eq!(elsewhere.await.expect("an answer"), None);
        assert!(place.spend(3, NOW).await.is_some(), "{}", place.name);
    })
    .await;
}

#[tokio::test]
async fn a_ticket_counts_as_long_as_the_session_that_asked_for_it() {
    on_each(async |place| {
        for number in 1..=4 {
            place.put(place.session(number)).await;
            let ticket = place.ticket(number + 10, Some(number));
            place.store.put_ticket(ticket, NOW).await.expect("a ticket");
        }
        let spent = place.spend(11, NOW).await;
        assert_eq!(spent, Some(place.ticket(11, Some(1))), "{}", place.name);
        place
            .store
            .remove_session(place.id(2), None)
            .await
            .expect("an end");
        assert_eq!(place.spend(12, NOW).await, None, "{}", place.name);
        let idle = BrowserSession {
            idle_until: NOW + 1,
            ..place.session(5)
        };
        place.put(idle).await;
        let ticket = place.ticket(15, Some(5));
        place.store.put_ticket(ticket, NOW).await.expect("a ticket");
        assert_eq!(place.spend(15, NOW + 1).await, None, "{}", place.name);
        place
            .store
            .ask_pool_about(&place.pool_id, place.id(100))
            .await
            .expect("notes");
        assert_eq!(
            place.spend(13, NOW).await,
            None,
            "the pool must be asked: {}",
            place.name
        );
        let renewed = place.store.renew_session(place.id(4), 1, vec![9], true);
        assert!(renewed.await.expect("an answer"));
        assert!(place.spend(14, NOW).await.is_some(), "it was asked");
    })
    .await;
}

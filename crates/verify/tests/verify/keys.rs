//! The key cache: how often it asks, and what it does while nobody answers.

use std::time::Duration;

use poolgate_verify::{AcceptedUse, CacheSettings, ErrorKind};

use crate::world::{ATTACKER, Answer, KEY, SECOND_KEY, World, access, with};

/// Lets tasks that were started run to their end; nothing here waits for real time.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn many_first_tokens_cause_one_fetch() {
    let world = World::new();
    assert!(!world.verifier.keys().is_loaded());
    let mut together = tokio::task::JoinSet::new();
    for number in 0..100 {
        let verifier = world.verifier.clone();
        let token = if number % 2 == 0 {
            KEY.token(&access())
        } else {
            SECOND_KEY.token(&access())
        };
        together.spawn(async move { verifier.verify(&token).await.is_ok() });
    }
    assert!(together.join_all().await.into_iter().all(|good| good));
    assert_eq!(world.source.fetches(), 1);
    assert!(world.verifier.keys().is_loaded());
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_end_the_fetch() {
    let world = World::new();
    let token = KEY.token(&access());
    {
        let mut waiting = Box::pin(world.verifier.verify(&token));
        assert!(futures_poll_once(waiting.as_mut()).await.is_none());
    }
    settle().await;
    world.verifier.verify_cached(&token).unwrap();
    assert_eq!(world.source.fetches(), 1);
}

/// Polls once, and gives what is ready.
async fn futures_poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match future.as_mut().poll(context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn the_cache_alone_never_fetches() {
    let world = World::new();
    let token = KEY.token(&access());
    let error = world.verifier.verify_cached(&token).unwrap_err();
    assert_eq!((error.code(), error.status()), ("key_not_cached", 503));
    settle().await;
    assert_eq!(world.source.fetches(), 0);
}

#[tokio::test]
async fn f3_known_keys_serve_on_while_the_source_is_down() {
    let world = World::new();
    let token = KEY.token(&with(access(), "exp", 253_402_300_799_u64));
    world.verifier.verify(&token).await.unwrap();
    world.source.answer(Answer::Down);
    for _ in 0..100 {
        world.clock.advance(60); // 100 minutes: ten times the age at which keys are fetched again
        world.verifier.verify(&token).await.unwrap();
        settle().await;
    }
    let tried = world.source.fetches() - 1;
    assert!((80..=100).contains(&tried), "about once a minute: {tried}");

    // A key that nobody knows cannot be judged now: that is no 401.
    let error = world
        .verifier
        .verify(&ATTACKER.token(&access()))
        .await
        .unwrap_err();
    assert_eq!(error.status(), 503, "{error}");
    assert!(error.to_string().contains("the source is down"));

    world.source.publish(&[&SECOND_KEY]);
    world.clock.advance(61);
    world.verifier.verify(&token).await.unwrap();
    settle().await;
    assert_eq!(
        world.verifier.verify(&token).await.unwrap_err().code(),
        "key_unknown",
        "the new set replaced the old"
    );
}

#[tokio::test]
async fn a_cold_start_without_a_source_says_so_and_recovers_within_seconds() {
    let world = World::new();
    let token = KEY.token(&access());
    world.source.answer(Answer::Down);
    let error = world.verifier.verify(&token).await.unwrap_err();
    assert_eq!((error.code(), error.status()), ("keys_unavailable", 503));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    for _ in 0..50 {
        assert_eq!(
            world.verifier.verify(&token).await.unwrap_err().status(),
            503
        );
    }
    assert_eq!(world.source.fetches(), 1, "no hammering");
    for _ in 0..60 {
        world.clock.advance(1);
        assert_eq!(
            world.verifier.verify(&token).await.unwrap_err().status(),
            503
        );
    }
    assert!(
        (15..=20).contains(&world.source.fetches()),
        "{}",
        world.source.fetches()
    );
    world.source.publish(&[&KEY]);
    world.clock.advance(4);
    world.verifier.verify(&token).await.unwrap();
}

#[tokio::test]
async fn f4_a_rotated_key_is_found_with_one_fetch_each_time() {
    let world = World::new();
    for round in 1..=10 {
        let key = if round % 2 == 0 { &*SECOND_KEY } else { &*KEY };
        world.source.publish(&[key]);
        let mut together = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let verifier = world.verifier.clone();
            let token = key.token(&access());
            together.spawn(async move { verifier.verify(&token).await.is_ok() });
        }
        assert!(
            together.join_all().await.into_iter().all(|good| good),
            "round {round}"
        );
        assert_eq!(world.source.fetches(), round);
    }
}

#[tokio::test]
async fn old_keys_are_fetched_again_in_the_background_once() {
    let world = World::with(AcceptedUse::Access, |builder| {
        builder.cache_settings(CacheSettings::default().refresh_after(Duration::from_secs(300)))
    });
    let token = KEY.token(&access());
    world.verifier.verify(&token).await.unwrap();
    world.clock.advance(299);
    world.verifier.verify(&token).await.unwrap();
    settle().await;
    assert_eq!(world.source.fetches(), 1);
    world.clock.advance(1);
    world.source.answer(Answer::Never);
    for _ in 0..100 {
        world.verifier.verify(&token).await.unwrap();
    }
    settle().await;
    assert_eq!(
        world.source.fetches(),
        2,
        "one fetch, and nobody waited for it"
    );
}

#[tokio::test]
async fn the_wait_after_an_unknown_key_can_be_set() {
    let world = World::with(AcceptedUse::Access, |builder| {
        builder.cache_settings(CacheSettings::default().unknown_key_wait(Duration::from_secs(10)))
    });
    let token = ATTACKER.token(&access());
    for (seconds, fetches) in [(0, 1), (9, 1), (1, 2), (9, 2), (1, 3)] {
        world.clock.advance(seconds);
        assert_eq!(world.refused(&token).await, "key_unknown");
        assert_eq!(world.source.fetches(), fetches);
    }
}

#[tokio::test]
async fn a_source_that_hangs_panics_or_sends_rubbish_is_an_error_in_time() {
    let document = |text: &str| Answer::Document(text.as_bytes().to_vec());
    for (answer, reason) in [
        (Answer::Never, "no answer within"),
        (Answer::Panic, "broken off"),
        (document("<html>"), "no JSON object"),
        (document("{\"keys\": []}"), "no usable"),
        (
            document(&" ".repeat(65 * 1024)),
            "66560 bytes, at most 65536",
        ),
        (
            document(&format!("{{\"keys\": [{}{{}}]}}", "{},".repeat(64))),
            "65 keys, at most 64",
        ),
    ] {
        let world = World::new();
        world.source.answer(answer);
        let error = world
            .verifier
            .verify(&KEY.token(&access()))
            .await
            .unwrap_err();
        let ErrorKind::KeysUnavailable { source, .. } = error.kind() else {
            panic!("{error}")
        };
        assert!(source.to_string().contains(reason), "{source}");
        assert!(!world.verifier.keys().is_loaded());

        // A fetch that is asked for does not wait, and what failed before it is forgotten.
        world.source.publish(&[&KEY]);
        world.verifier.keys().refresh().await.unwrap();
        world.verifier.verify(&KEY.token(&access())).await.unwrap();
        world.source.publish(&[&SECOND_KEY]);
        world
            .verifier
            .verify(&SECOND_KEY.token(&access()))
            .await
            .unwrap();
    }
}

#[test]
fn without_a_runtime_nothing_hangs_or_panics() {
    let world = World::new();
    let token = KEY.token(&access());
    let mut waiting = Box::pin(world.verifier.verify(&token));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(outcome) = waiting.as_mut().poll(&mut context) else {
        panic!("it waits")
    };
    assert_eq!(outcome.unwrap_err().code(), "keys_unavailable");
}

//! Faults of the pool, over real sockets: throttling, silence, and a key set that is gone. Small here; with
//! `POOLGATE_FAULTS=full`, as `cargo xtask faults` sets it, as large as the requirements say.

use std::collections::BTreeMap;
use std::future::pending;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures::future::join_all;
use poolgate_client::{BreakerSettings, Category, Quotas, Timeouts, Transport};
use poolgate_gateway::Config;
use serde_json::json;

use crate::pool::{self, Pool};
use crate::token;
use crate::world::{Answer, World, get, sign_in};

/// A pool behind a socket, with faults that a test turns on.
#[derive(Clone, Default)]
struct Upstream {
    calls: Arc<AtomicU64>,
    /// How many of a hundred calls are throttled.
    throttled: Arc<AtomicU64>,
    silent: Arc<AtomicBool>,
    documents_are_gone: Arc<AtomicBool>,
    url: String,
}

impl Upstream {
    async fn start(pool: &Pool) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let address = listener.local_addr().expect("an address");
        let upstream = Self {
            url: format!("http://{address}"),
            ..Self::default()
        };
        let router = pool
            .router()
            .layer(from_fn_with_state(upstream.clone(), fail));
        tokio::spawn(async move { axum::serve(listener, router).await });
        upstream
    }

    async fn world(&self, change: impl FnOnce(&mut Config)) -> World {
        World::with(|config| {
            config.limits = None;
            config.client.transport = Transport::Https;
            config.client.endpoint_url = Some(self.url.clone());
            config.jwks_uri = Some(format!("{}/pool/.well-known/jwks.json", self.url));
            change(config);
        })
        .await
    }
}

async fn fail(State(upstream): State<Upstream>, request: Request, next: Next) -> Response {
    if upstream.silent.load(Ordering::SeqCst) {
        return pending().await;
    }
    if request.method() == "GET" {
        if upstream.documents_are_gone.load(Ordering::SeqCst) {
            return http::StatusCode::BAD_GATEWAY.into_response();
        }
        return next.run(request).await;
    }
    let number = upstream.calls.fetch_add(1, Ordering::SeqCst);
    // Spread evenly, and the same in every run (multiplicative hashing).
    let dice = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    if dice % 100 < upstream.throttled.load(Ordering::SeqCst) {
        let body = json!({"__type": "TooManyRequestsException", "message": "Rate exceeded"});
        return (http::StatusCode::BAD_REQUEST, body.to_string()).into_response();
    }
    next.run(request).await
}

fn is_full() -> bool {
    std::env::var_os("POOLGATE_FAULTS").is_some()
}

/// A line for the documents, where they are written.
fn note(fault: &str, what: &str, limit: &str, found: &str) {
    let Some(path) = std::env::var_os("POOLGATE_FAULTS_OUT") else {
        return;
    };
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .expect("a file for the figures");
    writeln!(file, "{fault}\t{what}\t{limit}\t{found}").expect("a line");
}

async fn login(world: &World, number: usize) -> Answer {
    let body = json!({"email": format!("user{number}@example.com"), "password": "Test123456"});
    world.post("/auth/login", body).await
}

/// Sign-ins, begun evenly over the time.
async fn logins(world: &World, count: usize, a_second: u32) -> Vec<Answer> {
    let each = Duration::from_secs(1) / a_second;
    let logins = (0..count).map(|number| async move {
        tokio::time::sleep(each * u32::try_from(number).expect("a small number")).await;
        login(world, number).await
    });
    join_all(logins).await
}

fn percentile(mut times: Vec<Duration>, percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() - 1) * percent / 100]
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

#[tokio::test(flavor = "multi_thread")]
async fn f01_half_of_the_calls_throttled_costs_hardly_a_sign_in() {
    let count = if is_full() { 1000 } else { 200 };
    let pool = pool::content();
    let upstream = Upstream::start(&pool).await;
    upstream.throttled.store(50, Ordering::SeqCst);
    let world = upstream.world(|_| {}).await;
    let answers = logins(&world, count, 100).await;
    let good = answers.iter().filter(|answer| answer.status == 200).count();
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.refusal(), (503, "pool_busy"));
        assert!(answer.header("retry-after").is_some());
    }
    let calls = upstream.calls.load(Ordering::SeqCst);
    note(
        "F1",
        &format!("{count} sign-ins, 100 a second, half of the calls throttled"),
        "99 % succeed with at most 2.2 calls each",
        &format!(
            "{:.1} % with {}.{:02} calls each",
            f64::from(u32::try_from(good * 1000 / count).expect("small")) / 10.0,
            calls / count as u64,
            calls * 100 / count as u64 % 100
        ),
    );
    // Before the first successes nothing is saved: of few sign-ins, those weigh more.
    let least = if is_full() {
        count * 99 / 100
    } else {
        count * 97 / 100
    };
    assert!(good >= least, "{good} of {count}");
    assert!(calls * 10 <= count as u64 * 22, "{calls} calls");
}

#[tokio::test(flavor = "multi_thread")]
async fn f01_all_calls_throttled_is_503_soon_and_no_flood() {
    let count = if is_full() { 300 } else { 60 };
    let pool = pool::content();
    let upstream = Upstream::start(&pool).await;
    upstream.throttled.store(100, Ordering::SeqCst);
    let world = upstream.world(|_| {}).await;
    let start = Instant::now();
    let answers = join_all((0..count).map(|number| login(&world, number))).await;
    let took = start.elapsed();
    for answer in &answers {
        assert_eq!(answer.refusal(), (503, "pool_busy"));
        assert!(answer.header("retry-after").is_some());
    }
    let calls = upstream.calls.load(Ordering::SeqCst);
    note(
        "F1",
        &format!("{count} sign-ins at once, all calls throttled"),
        "503 with Retry-After within 2 s, at most 3 calls each",
        &format!(
            "all within {}, {} calls each",
            milliseconds(took),
            calls / count as u64
        ),
    );
    assert!(calls <= 3 * count as u64, "{calls} calls");
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f01_a_burst_beyond_the_quota_waits_or_is_told_and_never_throttled() {
    let pool = pool::content();
    let upstream = Upstream::start(&pool).await;
    let quotas = Quotas {
        user_authentication: 20,
        patience: Duration::from_millis(500),
        ..Quotas::default()
    };
    let world = upstream
        .world(|config| config.client.quotas = Some(quotas))
        .await;
    assert_eq!(
        Category::of("InitiateAuth"),
        Some(Category::UserAuthentication)
    );
    let answers = join_all((0..60).map(|number| login(&world, number))).await;
    let good = answers.iter().filter(|answer| answer.status == 200).count();
    // A second's worth at once, half a second's by waiting, the others are told.
    assert!((28..=32).contains(&good), "{good}");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.refusal(), (503, "pool_busy"));
        assert!(answer.header("retry-after").is_some());
    }
    assert_eq!(upstream.calls.load(Ordering::SeqCst), good as u64);
}

fn impatient(config: &mut Config) {
    config.client.timeouts = Timeouts {
        connect: Duration::from_millis(200),
        attempt: Duration::from_millis(300),
        operation: Duration::from_secs(1),
    };
    config.client.breaker = Some(BreakerSettings::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn f02_a_silent_pool_is_503_at_once_tokens_count_on_and_it_recovers() {
    let count = if is_full() { 2000 } else { 200 };
    let pool = pool::content();
    let upstream = Upstream::start(&pool).await;
    let world = upstream.world(impatient).await;
    world.get_signed_in("/me").await.ok();
    let verify = async |count: usize| {
        let mut times = Vec::new();
        for _ in 0..count {
            let mut request = get("/me");
            sign_in(&mut request);
            let start = Instant::now();
            world.send(request).await.ok();
            times.push(start.elapsed());
        }
        percentile(times, 99)
    };
    let calm = verify(count).await;
    upstream.silent.store(true, Ordering::SeqCst);

    let start = Instant::now();
    let answer = login(&world, 0).await;
    let first = start.elapsed();
    assert!(
        [503, 504].contains(&answer.status.as_u16()),
        "{}",
        answer.text
    );
    assert!(answer.header("retry-after").is_some());
    assert!(first < Duration::from_millis(1500), "{first:?}");

    join_all((0..5).map(|number| login(&world, number))).await;
    let mut times = Vec::new();
    let mut looks = 0;
    for number in 0..count {
        let start = Instant::now();
        let answer = login(&world, number).await;
        // One now and then looks whether the pool is back, and takes its time for it.
        if start.elapsed() > Duration::from_millis(250) {
            looks += 1;
        } else {
            times.push(start.elapsed());
            assert_eq!(answer.refusal(), (503, "pool_unavailable"));
            assert!(answer.header("retry-after").is_some());
        }
    }
    let resting = percentile(times, 99);
    assert!(looks <= 3 + count / 100, "{looks} looked");
    assert!(resting <= Duration::from_millis(50), "{resting:?}");
    let down = verify(count).await;
    assert_eq!(world.get("/readyz").await.refusal(), (503, "not_ready"));

    upstream.silent.store(false, Ordering::SeqCst);
    let start = Instant::now();
    while login(&world, 0).await.status != 200 {
        assert!(start.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let back = start.elapsed();
    let what = "a pool that is silent (1 s for a call)";
    note(
        "F2",
        what,
        "the first answer within 1.2 s",
        &milliseconds(first),
    );
    note(
        "F2",
        what,
        "while calls rest, p99 of at most 50 ms",
        &milliseconds(resting),
    );
    note(
        "F2",
        what,
        "tokens verify without an error, p99 of at most 1.5 times",
        &format!(
            "no error, {} µs before, {} µs meanwhile",
            calm.as_micros(),
            down.as_micros()
        ),
    );
    note("F2", what, "recovered within 5 s", &milliseconds(back));
}

#[tokio::test(flavor = "multi_thread")]
async fn f02_a_sign_up_without_an_answer_is_not_repeated() {
    let pool = pool::content();
    let upstream = Upstream::start(&pool).await;
    let world = upstream.world(impatient).await;
    pool.delay(Duration::from_secs(2));
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    let answer = world.post("/auth/signup", body).await;
    assert!(
        [503, 504].contains(&answer.status.as_u16()),
        "{}",
        answer.text
    );
    assert_eq!(upstream.calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f02_refusals_do_not_count_as_failures() {
    let pool = pool::content();
    let upstream = Upstream::start(&pool).await;
    let world = upstream.world(impatient).await;
    pool.refuse(
        "InitiateAuth",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    for number in 0..50 {
        let answer = login(&world, number).await;
        assert_eq!(answer.refusal(), (401, "invalid_credentials"));
    }
    assert_eq!(upstream.calls.load(Ordering::SeqCst), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn f03_known_keys_serve_on_and_a_cold_start_is_alive_but_not_ready() {
    let count = if is_full() { 5000 } else { 500 };
    let pool = pool::content();
    let upstream = Upstream::start(&pool).await;
    let world = upstream.world(|_| {}).await;
    world.get_signed_in("/me").await.ok();
    upstream.documents_are_gone.store(true, Ordering::SeqCst);
    for _ in 0..count {
        world.get_signed_in("/me").await.ok();
    }
    note(
        "F3",
        &format!("{count} requests while the key set is gone"),
        "no error for a known key",
        "none",
    );
    let cold = upstream.world(|_| {}).await;
    cold.get("/healthz").await.ok();
    assert_eq!(cold.get("/readyz").await.refusal(), (503, "not_ready"));
    assert_eq!(
        cold.get_signed_in("/me").await.refusal(),
        (503, "keys_unavailable")
    );
}

#[tokio::test]
async fn f05_clocks_may_differ_by_the_leeway() {
    let world = World::with(|config| config.leeway = Duration::from_mins(1)).await;
    let now = i64::try_from(
        std::time::UNIX_EPOCH
            .elapsed()
            .expect("after 1970")
            .as_secs(),
    )
    .expect("before the end of time");
    for (claims, status) in [
        (json!({"exp": now - 30}), 200),
        (json!({"iat": now + 30, "nbf": now + 30}), 200),
        (json!({"exp": now - 300}), 401),
        (json!({"iat": now + 300, "nbf": now + 300}), 401),
    ] {
        let request = crate::world::with_header(
            get("/me"),
            "authorization",
            &format!("Bearer {}", token::access(&claims)),
        );
        let answer = world.send(request).await;
        assert_eq!(answer.status.as_u16(), status, "{claims}");
    }
}

#[tokio::test]
async fn r05_invented_keys_cause_one_fetch() {
    // Of a thousand keys that nobody has; the pool's documents are counted, and so are its calls.
    let world = World::new().await;
    let mut seen = BTreeMap::new();
    for number in 0..1000 {
        let token = token::access(&json!({}));
        let (_, rest) = token.split_once('.').expect("a token");
        let head = serde_json::to_vec(&json!({"alg": "RS256", "kid": format!("made-up-{number}")}));
        let head = base64_url(&head.expect("JSON"));
        let request = crate::world::with_header(
            get("/me"),
            "authorization",
            &format!("Bearer {head}.{rest}"),
        );
        let answer = world.send(request).await;
        assert_eq!(answer.refusal(), (401, "invalid_token"));
        *seen.entry(world.pool.key_fetches()).or_insert(0) += 1;
    }
    assert!(world.pool.key_fetches() <= 2, "{seen:?}");
}

fn base64_url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

//! The numbers of a gateway.

use std::time::Duration;

use poolgate_metrics::{
    BUILD_INFO, MAILS, Metric, POOL_REQUEST_DURATION, POOL_REQUESTS, SESSION_STORE_FAILURES,
    START_TIME,
};
use serde_json::json;

use crate::world::World;

/// Counted by others: the mail workers, a store of sessions elsewhere, the embedded pool's port, the program.
const OF_OTHERS: [Metric; 6] = [
    MAILS,
    SESSION_STORE_FAILURES,
    POOL_REQUESTS,
    POOL_REQUEST_DURATION,
    BUILD_INFO,
    START_TIME,
];

fn page(world: &World) -> String {
    world.gateway().measure();
    world.gateway().metrics().render()
}

fn has(page: &str, line: &str) -> bool {
    page.lines().any(|found| found == line)
}

#[tokio::test]
async fn every_metric_of_the_gateway_is_there_once_there_was_something_to_count() {
    let world = World::new().await;
    let credentials = json!({"email": "ada@example.com", "password": "Test123456"});
    for _ in 0..61 {
        world.post("/auth/login", credentials.clone()).await;
    }
    world.get_signed_in("/auth/me").await.ok();
    world
        .post("/auth/refresh", json!({"refresh_token": "r"}))
        .await;
    let page = page(&world);
    for metric in poolgate_metrics::ALL {
        let found = page.contains(&format!(
            "# TYPE {} {}\n",
            metric.name,
            metric.kind.as_str()
        ));
        assert_eq!(
            found,
            !OF_OTHERS.contains(metric),
            "{}\n{page}",
            metric.name
        );
    }
    for line in [
        r#"poolgate_http_requests_total{method="POST",route="/auth/login",status="200"} 60"#,
        r#"poolgate_http_requests_total{method="POST",route="/auth/login",status="429"} 1"#,
        "poolgate_http_requests_in_flight 0",
        r#"poolgate_auth_attempts_total{flow="login",outcome="success",reason=""} 60"#,
        r#"poolgate_auth_attempts_total{flow="rate_limited",outcome="failure",reason="rate_limited"} 1"#,
        r#"poolgate_rate_limited_total{limit="address"} 1"#,
        r#"poolgate_cognito_requests_total{operation="InitiateAuth",outcome="ok"} 60"#,
        r#"poolgate_token_verify_total{result="ok"} 1"#,
        r#"poolgate_jwks_fetch_total{outcome="ok"} 1"#,
        r#"poolgate_session_refresh_total{outcome="ok"} 1"#,
    ] {
        assert!(has(&page, line), "{line}\n{page}");
    }
}

#[tokio::test]
async fn refusals_and_failures_of_the_pool_are_told_apart() {
    let world = World::new().await;
    let login = || async {
        let credentials = json!({"email": "ada@example.com", "password": "Test123456"});
        world.post("/auth/login", credentials).await;
    };
    world
        .pool
        .refuse("InitiateAuth", "NotAuthorizedException", "no");
    login().await;
    world
        .pool
        .refuse("InitiateAuth", "InternalErrorException", "no");
    login().await;
    let page = page(&world);
    for outcome in ["refused", "error"] {
        let line = format!(
            r#"poolgate_cognito_requests_total{{operation="InitiateAuth",outcome="{outcome}"}} 1"#
        );
        assert!(has(&page, &line), "{line}\n{page}");
    }
}

/// A call that is given up in the middle is counted too: the SDK says nothing of it.
#[tokio::test]
async fn calls_without_an_answer_are_counted() {
    let outcome = async |change: fn(&mut poolgate_gateway::Config)| {
        let world = World::with(change).await;
        world.pool.delay(Duration::from_mins(1));
        let credentials = json!({"email": "ada@example.com", "password": "Test123456"});
        let login = world.post("/auth/login", credentials);
        // Longer than the limit of the call, and short enough for somebody who does not wait.
        let _ = tokio::time::timeout(Duration::from_millis(200), login).await;
        let page = page(&world);
        let line = page
            .lines()
            .find(|line| line.starts_with("poolgate_cognito_requests_total"));
        line.expect("a call").to_owned()
    };
    let late = outcome(|config| config.client.timeouts.operation = Duration::from_millis(50)).await;
    assert!(late.contains(r#"outcome="timeout"} 1"#), "{late}");
    let left = outcome(|_| ()).await;
    assert!(left.contains(r#"outcome="abandoned"} 1"#), "{left}");
    let nobody = outcome(|config| {
        config.client.transport = poolgate_client::Transport::Https;
        config.client.endpoint_url = Some("http://127.0.0.1:1".to_owned());
        config.client.attempts = 1;
    });
    let nobody = nobody.await;
    assert!(nobody.contains(r#"outcome="unavailable"} 1"#), "{nobody}");
}

/// Whatever callers send, the number of numbers stays what it is.
#[tokio::test]
async fn callers_make_no_new_labels() {
    let world = World::new().await;
    world.get("/nothing/here").await;
    world.get("/nothing/there?token=x").await;
    let mut odd = crate::world::get("/auth/me");
    *odd.method_mut() = "BREW".parse().expect("a method");
    world.send(odd).await;
    world.post("/auth/passkeys/start", json!({})).await;
    let page = page(&world);
    assert!(has(
        &page,
        r#"poolgate_http_requests_total{method="GET",route="(no route)",status="404"} 2"#
    ));
    assert!(page.contains(r#"method="other""#));
    for text in ["nothing", "BREW", "token=x"] {
        assert!(!page.contains(text), "{text}");
    }
}

/// The dashboard asks for nothing that is not there.
#[test]
fn the_dashboard_uses_metrics_that_exist() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/grafana/poolgate.json"
    );
    let dashboard: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("a dashboard")).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let queries = panels
        .iter()
        .filter_map(|panel| panel["targets"].as_array())
        .flatten();
    let queries: Vec<_> = queries
        .filter_map(|target| target["expr"].as_str())
        .collect();
    assert!(queries.len() > 8);
    for query in queries {
        let words = query.split(|c: char| !c.is_alphanumeric() && c != '_');
        for word in words.filter(|word| word.starts_with("poolgate_")) {
            let base = word.trim_end_matches("_bucket").trim_end_matches("_count");
            let known = poolgate_metrics::ALL
                .iter()
                .any(|metric| metric.name == base);
            assert!(known, "{word} in {query}");
        }
    }
}

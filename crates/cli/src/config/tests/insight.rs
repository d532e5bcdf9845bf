//! `[log]`, `[audit]`, `[metrics]` and `[tls]`.

use secrecy::ExposeSecret;

use super::super::log::LogFormat;
use super::{KEY, World, entry};

#[test]
fn logs_have_a_level_and_a_form() {
    let config = World::new(&[("POOLGATE_LOG", "debug"), ("POOLGATE_LOG_FORMAT", "json")]).good();
    assert_eq!(config.log.level, "debug");
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(World::new(&[]).good().log.format, LogFormat::Text);
    let bad = World::new(&[("POOLGATE_LOG_FORMAT", "xml")]).bad();
    assert!(bad.contains("write text or json"), "{bad}");
    let bad = World::new(&[("POOLGATE_LOG", "poolgate=loud")]).bad();
    assert!(bad.contains("log.level (env POOLGATE_LOG)"), "{bad}");
}

#[test]
fn a_token_of_metrics_is_long_enough_and_hidden() {
    let config = World::new(&[("POOLGATE_METRICS_TOKEN", "0123456789abcdef")]).good();
    let token = config.metrics.token.as_ref().unwrap();
    assert_eq!(token.expose_secret(), "0123456789abcdef");
    let (value, origin) = entry(&config, "metrics.token");
    assert_eq!(value.as_deref(), Some("(hidden)"));
    assert_eq!(origin, "env POOLGATE_METRICS_TOKEN");
    let bad = World::new(&[("POOLGATE_METRICS_TOKEN", "short-secret")]).bad();
    assert!(!bad.contains("short-secret"), "{bad}");
}

#[test]
fn a_certificate_needs_its_key_and_both_must_be_there() {
    let bad = World::new(&[("POOLGATE_TLS_CERTIFICATE", "/nowhere/cert.pem")]).bad();
    assert!(
        bad.contains("tls.key") && bad.contains("POOLGATE_TLS_KEY"),
        "{bad}"
    );
    let bad = World::new(&[("POOLGATE_TLS_KEY", "/nowhere/key.pem")]).bad();
    assert!(bad.contains("POOLGATE_TLS_CERTIFICATE"), "{bad}");
    let both = [
        ("POOLGATE_TLS_CERTIFICATE", "/nowhere/cert.pem"),
        ("POOLGATE_TLS_KEY", "/nowhere/key.pem"),
    ];
    let bad = World::new(&both).bad();
    assert!(bad.contains("/nowhere/cert.pem"), "{bad}");
}

#[test]
fn the_end_may_wait_but_not_for_ever() {
    let config = World::new(&[("POOLGATE_STOP_DELAY", "5")]).good();
    assert_eq!(config.server.stop_delay.as_secs(), 5);
    let bad = World::new(&[("POOLGATE_STOP_DELAY", "900")]).bad();
    assert!(bad.contains("at most 300"), "{bad}");
}

#[test]
fn the_server_of_sessions_is_shown_without_its_password() {
    let url = "rediss://ada:s3cret@cache.internal/2";
    let variables = [
        ("POOLGATE_REDIS_URL_FILE", "redis-url"),
        ("POOLGATE_SECRET_KEY", KEY),
    ];
    let config = World::new(&variables).file("redis-url", url).good();
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    let (value, origin) = entry(&config, "server.redis_url");
    assert_eq!(value.as_deref(), Some("rediss://cache.internal:6379/2"));
    assert_eq!(origin, "env POOLGATE_REDIS_URL_FILE");
    assert!(!format!("{config:?}").contains("s3cret"));
    let config = World::new(&[("POOLGATE_REDIS_URL", url)]).good();
    let [warning] = &config.warnings[..] else {
        panic!("{:?}", config.warnings)
    };
    assert!(warning.contains("set POOLGATE_SECRET_KEY"), "{warning}");
}

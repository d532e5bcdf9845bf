//! Limits, quotas, privacy and verification.

use poolgate_gateway::{PoolDown, Privacy, Verification};

use super::*;

#[test]
fn r42_limits_and_quotas_are_settings() {
    let world = World::new(&[
        ("POOLGATE_LIMITS_ADDRESS_PER_MINUTE", "600"),
        ("POOLGATE_QUOTAS_USER_AUTHENTICATION", "240"),
    ])
    .file(
        "poolgate.toml",
        "[limits]\nmails_per_minute = 2\n[quotas]\nuser_read = 10\n",
    );
    let config = world.good();
    assert_eq!(config.limits.address_per_minute.get(), 600);
    assert_eq!(config.limits.account_per_minute.get(), 60);
    assert_eq!(config.limits.mails_per_minute.get(), 2);
    assert_eq!(config.quotas.user_authentication, 240);
    assert_eq!(config.quotas.user_read, 10);
    assert_eq!(config.quotas.user_update, 25);
    let shown = entry(&config, "limits.mails_per_minute");
    assert_eq!(shown, (Some("2".to_owned()), "poolgate.toml".to_owned()));
    let shown = entry(&config, "quotas.user_list");
    assert_eq!(shown, (Some("30".to_owned()), "default".to_owned()));
}

#[test]
fn no_limit_is_zero() {
    let text = World::new(&[("POOLGATE_LIMITS_MAILS_PER_MINUTE", "0")]).bad();
    assert!(text.contains("limits.mails_per_minute"), "{text}");
    let text = World::new(&[("POOLGATE_QUOTAS_USER_LIST", "0")]).bad();
    assert!(text.contains("quotas.user_list"), "{text}");
}

#[test]
fn privacy_and_verification_are_words() {
    let config = World::new(&[]).good();
    assert_eq!(config.server.privacy, Privacy::Standard);
    assert_eq!(config.server.verify, Verification::Local);
    assert_eq!(config.server.pool_down, PoolDown::Refuse);
    let config = World::new(&[
        ("POOLGATE_PRIVACY", "strict"),
        ("POOLGATE_VERIFY", "strict"),
        ("POOLGATE_POOL_DOWN", "trust"),
    ])
    .good();
    assert_eq!(config.server.privacy, Privacy::Strict);
    assert_eq!(config.server.verify, Verification::Strict);
    assert_eq!(config.server.pool_down, PoolDown::Trust);
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    for name in ["POOLGATE_PRIVACY", "POOLGATE_VERIFY", "POOLGATE_POOL_DOWN"] {
        let text = World::new(&[(name, "maybe")]).bad();
        assert!(text.contains(name) && text.contains("write "), "{text}");
    }
}

#[test]
fn strict_privacy_without_mail_is_a_warning_outside_development() {
    let world = World::new(&[
        ("POOLGATE_PRIVACY", "strict"),
        ("POOLGATE_DEV", "false"),
        ("POOLGATE_SECRET_KEY", KEY),
    ]);
    let warnings = world.good().warnings;
    assert!(
        warnings
            .iter()
            .any(|text| text.contains("POOLGATE_SMTP_URL")),
        "{warnings:?}"
    );
}

#[test]
fn a_rule_says_how_tokens_are_verified() {
    let world = |verify: &str| {
        World::new(&[("POOLGATE_TRUSTED_PROXIES", "10.0.0.1")]).file(
            "poolgate.toml",
            &format!("[[rule]]\npath = \"/money/**\"\nverify = \"{verify}\"\n"),
        )
    };
    let config = world("strict").good();
    assert_eq!(config.rules[0].verification, Some(Verification::Strict));
    let shown = entry(&config, "rule").0.unwrap();
    assert_eq!(shown, "/money/** signed-in verify=strict");
    let text = world("never").bad();
    assert!(text.contains("local or strict"), "{text}");
}

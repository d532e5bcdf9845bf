//! Each wrong setting is found, with its fix; a good pool gives nothing to complain about.

use std::collections::BTreeSet;

use poolgate_client::operator::{AppClient, PasswordRules, Pool};

use super::app_client::{self, Ours};
use super::finding::{Finding, Fixes, Severity};
use super::pool;
use crate::wiring::Place;

fn fixes() -> Fixes {
    Fixes::new("eu-west-1_Pool", "client1", "eu-west-1", &Place::Aws)
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn good_client() -> AppClient {
    AppClient {
        id: "client1".to_owned(),
        name: "app".to_owned(),
        secret: Some("s3cret".into()),
        flows: set(&["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"]),
        hides_users: true,
        revokes_tokens: true,
        callback_urls: vec!["https://id.example.com/auth/google/callback".to_owned()],
        logout_urls: vec!["https://id.example.com/login".to_owned()],
        oauth_flows: set(&["code"]),
        identity_providers: set(&["COGNITO", "Google"]),
        writable: Some(set(&["email", "name"])),
        rotates_refresh_tokens: true,
        refresh_token_seconds: 30 * 86_400,
    }
}

fn ours() -> Ours {
    Ours {
        client_secret: Some("s3cret".into()),
        public_url: Some("https://id.example.com".to_owned()),
        custom_attributes: set(&["role", "colour"]),
    }
}

fn of_client(change: impl FnOnce(&mut AppClient, &mut Ours)) -> Vec<Finding> {
    let (mut client, mut ours) = (good_client(), ours());
    change(&mut client, &mut ours);
    app_client::check(&client, &ours, &fixes())
}

#[test]
fn a_good_app_client_has_no_findings() {
    assert_eq!(of_client(|_, _| {}), []);
}

type Break = fn(&mut AppClient, &mut Ours);

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_wrong_setting_of_an_app_client_is_found_with_its_fix() {
    let cases: &[(&str, Severity, &str, Break)] = &[
        (
            "secret_missing",
            Severity::Error,
            "COGNITO_CLIENT_SECRET",
            |_, ours| {
                ours.client_secret = None;
            },
        ),
        (
            "secret_not_wanted",
            Severity::Error,
            "take COGNITO_CLIENT_SECRET away",
            |client, _| {
                client.secret = None;
            },
        ),
        (
            "secret_wrong",
            Severity::Error,
            "ClientSecret --output text",
            |_, ours| {
                ours.client_secret = Some("other".into());
            },
        ),
        (
            "password_flow_not_allowed",
            Severity::Error,
            "ALLOW_USER_PASSWORD_AUTH",
            |client, _| {
                client.flows.remove("ALLOW_USER_PASSWORD_AUTH");
            },
        ),
        (
            "refresh_flow_not_allowed",
            Severity::Error,
            "ALLOW_REFRESH_TOKEN_AUTH",
            |client, _| {
                client.rotates_refresh_tokens = false;
            },
        ),
        (
            "choice_flow_not_allowed",
            Severity::Note,
            "ALLOW_USER_AUTH",
            |client, _| {
                client.flows.remove("ALLOW_USER_AUTH");
            },
        ),
        (
            "users_disclosed",
            Severity::Warning,
            "PreventUserExistenceErrors=\"ENABLED\"",
            |client, _| {
                client.hides_users = false;
            },
        ),
        (
            "revocation_off",
            Severity::Warning,
            "EnableTokenRevocation=true",
            |client, _| {
                client.revokes_tokens = false;
            },
        ),
        (
            "implicit_grant_on",
            Severity::Warning,
            "AllowedOAuthFlows-=[\"implicit\"]",
            |client, _| {
                client.oauth_flows.insert("implicit".to_owned());
            },
        ),
        (
            "refresh_token_for_years",
            Severity::Warning,
            "RefreshTokenValidity=30",
            |client, _| {
                client.refresh_token_seconds = 3650 * 86_400;
            },
        ),
        (
            "callback_url_missing",
            Severity::Warning,
            "https://id.example.com/auth/google/callback",
            |client, _| {
                client.callback_urls.clear();
            },
        ),
        (
            "logout_url_missing",
            Severity::Warning,
            "https://id.example.com/login",
            |client, _| {
                client.logout_urls.clear();
            },
        ),
        (
            "role_attribute_writable",
            Severity::Warning,
            "WriteAttributes-=[\"custom:role\"]",
            |client, _| {
                client.writable = Some(set(&["email", "custom:role", "custom:colour"]));
            },
        ),
        (
            "role_attribute_writable",
            Severity::Warning,
            ".WriteAttributes=[",
            |client, _| {
                client.writable = None;
            },
        ),
    ];
    for (code, severity, fix, change) in cases {
        let findings = of_client(change);
        let found = findings.iter().find(|finding| finding.code == *code);
        let found = found.unwrap_or_else(|| panic!("{code}: {findings:?}"));
        assert_eq!(found.severity, *severity, "{code}");
        assert!(found.fix.contains(fix), "{code}: {}", found.fix);
        assert!(!found.why.is_empty());
    }
}

#[test]
fn rotation_that_is_off_is_a_note() {
    let findings = of_client(|client, _| {
        client.rotates_refresh_tokens = false;
        client.flows.insert("ALLOW_REFRESH_TOKEN_AUTH".to_owned());
    });
    let codes: Vec<_> = findings.iter().map(|f| (f.code, f.severity)).collect();
    assert_eq!(codes, [("rotation_off", Severity::Note)]);
}

#[test]
fn r58_no_finding_shows_a_secret() {
    let findings = of_client(|_, ours| ours.client_secret = Some("MARK".into()));
    let text = format!("{findings:?}");
    assert!(!text.contains("MARK") && !text.contains("s3cret"), "{text}");
}

fn good_pool() -> Pool {
    Pool {
        id: "eu-west-1_Pool".to_owned(),
        name: "users".to_owned(),
        arn: None,
        password: Some(PasswordRules {
            minimum_length: 8,
            uppercase: true,
            lowercase: true,
            numbers: true,
            symbols: false,
        }),
        username_attributes: set(&["email"]),
        auto_verified_attributes: set(&["email"]),
        required_attributes: set(&["email"]),
        custom_attributes: BTreeSet::new(),
        case_sensitive: Some(false),
        mfa: "OPTIONAL".to_owned(),
        deletion_protection: true,
        domain: None,
        estimated_users: None,
        first_factors: BTreeSet::default(),
        takes_sign_ups: true,
        sends_by_own_ses: true,
    }
}

type BreakPool = fn(&mut Pool);

#[test]
fn each_wrong_setting_of_a_pool_is_found() {
    assert_eq!(pool::of_pool(&good_pool(), &fixes()), []);
    let cases: &[(&str, Severity, BreakPool)] = &[
        ("mfa_off", Severity::Warning, |pool| {
            pool.mfa = "OFF".to_owned();
        }),
        ("nothing_verified", Severity::Warning, |pool| {
            pool.auto_verified_attributes.clear();
        }),
        ("sign_up_off", Severity::Note, |pool| {
            pool.takes_sign_ups = false;
        }),
        ("short_passwords", Severity::Warning, |pool| {
            pool.password.as_mut().expect("rules").minimum_length = 6;
        }),
        ("case_sensitive", Severity::Note, |pool| {
            pool.case_sensitive = Some(true);
        }),
        ("deletion_protection_off", Severity::Note, |pool| {
            pool.deletion_protection = false;
        }),
    ];
    for (code, severity, change) in cases {
        let mut pool = good_pool();
        change(&mut pool);
        let findings = pool::of_pool(&pool, &fixes());
        let found: Vec<_> = findings.iter().map(|f| (f.code, f.severity)).collect();
        assert_eq!(found, [(*code, *severity)]);
    }
}

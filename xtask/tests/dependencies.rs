//! The dependency rule: arrows between our crates point downwards, and some crates stay out of others.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What each crate may depend on, of our own. Everything else is a broken rule.
const ALLOWED: &[(&str, &[&str])] = &[
    ("poolgate-verify", &[]),
    ("poolgate-crypto", &[]),
    ("poolgate-client", &["poolgate-crypto"]),
    ("poolgate-db", &[]),
    ("poolgate-ui", &[]),
    ("poolgate-metrics", &[]),
    ("poolgate-mail", &["poolgate-ui"]),
    ("poolgate-pool-api", &[]),
    (
        "poolgate-pool",
        &["poolgate-pool-api", "poolgate-mail", "poolgate-crypto"],
    ),
    (
        "poolgate-pool-sql",
        &[
            "poolgate-pool",
            "poolgate-pool-api",
            "poolgate-mail",
            "poolgate-crypto",
            "poolgate-db",
        ],
    ),
    (
        "poolgate-pool-http",
        &[
            "poolgate-pool",
            "poolgate-pool-api",
            "poolgate-crypto",
            "poolgate-ui",
        ],
    ),
    (
        "poolgate-gateway",
        &[
            "poolgate-client",
            "poolgate-verify",
            "poolgate-mail",
            "poolgate-db",
            "poolgate-crypto",
            "poolgate-ui",
            "poolgate-metrics",
        ],
    ),
    (
        "poolgate",
        &[
            "poolgate-metrics",
            "poolgate-gateway",
            "poolgate-client",
            "poolgate-verify",
            "poolgate-mail",
            "poolgate-ui",
            "poolgate-db",
            "poolgate-crypto",
            "poolgate-pool",
            "poolgate-pool-sql",
            "poolgate-pool-http",
        ],
    ),
    ("xtask", &[]),
    // Examples: what an application of somebody else would take.
    ("axum-verify", &["poolgate-verify"]),
    (
        "voice-assistant",
        &[
            "poolgate-gateway",
            "poolgate-client",
            "poolgate-verify",
            "poolgate-db",
        ],
    ),
];

/// Crates from outside that only these of ours may use.
const KEPT_APART: &[(&str, &[&str])] = &[
    ("aws-sdk-cognitoidentityprovider", &["poolgate-client"]),
    ("aws-lc-sys", &["poolgate-crypto"]),
    ("rusqlite", &["poolgate-db"]),
    ("redis", &["poolgate-gateway"]),
    ("lambda_http", &["poolgate-gateway"]),
    ("clap", &["poolgate"]),
    ("figment", &["poolgate"]),
    ("indicatif", &["poolgate"]),
    ("lettre", &["poolgate-mail"]),
    ("metrics", &["poolgate-metrics"]),
    ("opentelemetry", &["poolgate"]),
    ("metrics-exporter-prometheus", &["poolgate-metrics"]),
];

/// Crates from outside that may not be in the tree of what is built at all.
const BANNED: &[&str] = &["ring", "rsa", "openssl-sys", "native-tls"];

/// The engine's crates, which know neither HTTP nor the SDK.
const WITHOUT_HTTP: &[&str] = &[
    "poolgate-pool",
    "poolgate-pool-api",
    "poolgate-pool-sql",
    "poolgate-db",
    "poolgate-crypto",
];

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Each of our crates with what it depends on outside of tests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--no-deps"])).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let names = package["dependencies"].as_array().unwrap().iter();
            let names = names
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| dependency["name"].as_str().unwrap().to_owned());
            (
                package["name"].as_str().unwrap().to_owned(),
                names.collect(),
            )
        })
        .collect()
}

#[test]
fn arrows_between_our_crates_point_downwards() {
    let dependencies = dependencies();
    for (name, found) in &dependencies {
        // The test kit stands above everything that it sets up.
        if name == "poolgate-testkit" {
            continue;
        }
        let allowed = ALLOWED.iter().find(|(crate_name, _)| crate_name == name);
        let allowed = allowed
            .unwrap_or_else(|| panic!("{name} is a new crate: give it a line in this test"))
            .1;
        let ours = found
            .iter()
            .filter(|dependency| dependencies.contains_key(*dependency));
        for dependency in ours {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{name} may not depend on {dependency}"
            );
        }
    }
}

#[test]
fn outside_crates_stay_where_they_belong() {
    for (name, found) in dependencies() {
        for (outside, users) in KEPT_APART {
            assert!(
                !found.contains(*outside) || users.contains(&name.as_str()),
                "{name} may not use {outside}"
            );
        }
        if WITHOUT_HTTP.contains(&name.as_str()) {
            for http in ["axum", "http", "hyper", "reqwest", "tower"] {
                assert!(!found.contains(http), "{name} may not use {http}");
            }
        }
    }
}

#[test]
fn one_library_does_the_cryptography() {
    let tree = cargo(&[
        "tree",
        "--package",
        "poolgate",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let names: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.contains("aws-lc-rs"));
    for banned in BANNED {
        assert!(!names.contains(banned), "{banned} is in the tree");
    }
}

//! What the network shows: the key set, the discovery document, the time.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use poolgate_client::Seen;
use poolgate_gateway::{Clock, SystemClock};
use serde_json::Value;

use super::finding::{Finding, Severity};
use crate::config::Config;
use crate::wiring::{Place, Target};

/// More than this no leeway may be.
const LARGEST_LEEWAY: Duration = Duration::from_mins(1);

/// Fetches both documents, and compares the clocks.
pub(super) async fn look(config: &Config, target: &Target) -> Vec<Finding> {
    let pool_id = target.operator.pool_id();
    let below = |base: &str| format!("{base}/{pool_id}/.well-known");
    let folder = match &target.place {
        Place::Running(url) | Place::Endpoint(url) => below(url),
        Place::File(_) => below("http://pool.internal"),
        Place::Aws => format!(
            "{}/.well-known",
            config.cognito.issuer_url().unwrap_or_default()
        ),
    };
    let keys = (!config.pool.embedded)
        .then(|| config.cognito.jwks_url())
        .flatten()
        .unwrap_or_else(|| format!("{folder}/jwks.json"));
    let mut findings = Vec::new();
    match target.operator.look(&keys).await {
        Ok(seen) => {
            findings.extend(keys_usable(&keys, &seen.document));
            findings.extend(date(&seen, config.cognito.leeway));
        }
        Err(error) => findings.push(
            Finding::new(
                Severity::Error,
                "keys_unreachable",
                format!("the key set cannot be fetched: {error}"),
            )
            .because("without it no token can be verified")
            .fixed_by(
                "allow the gateway to reach that address, or set COGNITO_JWKS_URI to where the keys are",
            ),
        ),
    }
    if !config.pool.embedded
        && let Some(expected) = config.cognito.issuer_url()
        && let Ok(seen) = target
            .operator
            .look(&format!("{folder}/openid-configuration"))
            .await
    {
        findings.extend(issuer(&seen.document, &expected));
    }
    findings
}

/// A key set has RSA keys in it.
fn keys_usable(url: &str, document: &[u8]) -> Option<Finding> {
    let set: Value = serde_json::from_slice(document).unwrap_or_default();
    let keys = set["keys"].as_array();
    let usable = keys.is_some_and(|keys| keys.iter().any(|key| key["kty"] == "RSA"));
    (!usable).then(|| {
        Finding::new(
            Severity::Error,
            "keys_unusable",
            format!("{url} holds no key set with an RSA key"),
        )
        .because("without it no token can be verified")
        .fixed_by("set COGNITO_JWKS_URI to the key set of the pool")
    })
}

/// The pool calls itself what the gateway expects in its tokens.
fn issuer(document: &[u8], expected: &str) -> Option<Finding> {
    let discovery: Value = serde_json::from_slice(document).ok()?;
    let found = discovery["issuer"].as_str()?;
    (found != expected).then(|| {
        Finding::new(
            Severity::Error,
            "issuer_differs",
            format!(
                "the pool's tokens say that they come from {found}, and {expected} is expected"
            ),
        )
        .because("every token is refused")
        .fixed_by(format!("set COGNITO_ISSUER={found}"))
    })
}

fn date(seen: &Seen, leeway: Duration) -> Option<Finding> {
    let theirs = rfc2822::parse(seen.date.as_deref()?).ok()?.timestamp();
    let ours = Timestamp::from_millisecond(SystemClock.now()).ok()?;
    skew(ours.as_second() - theirs.as_second(), leeway)
}

/// How many seconds this machine is ahead.
fn skew(ahead: i64, leeway: Duration) -> Option<Finding> {
    let by = Duration::from_secs(ahead.unsigned_abs());
    // Dates have whole seconds, and the answer was under way for a while.
    if by <= leeway.max(Duration::from_secs(2)) {
        return None;
    }
    let direction = if ahead > 0 { "ahead of" } else { "behind" };
    let severity = if by > LARGEST_LEEWAY {
        Severity::Error
    } else {
        Severity::Warning
    };
    Some(
        Finding::new(
            severity,
            "clock_skew",
            format!(
                "this machine's clock is {} s {direction} the pool's",
                by.as_secs()
            ),
        )
        .because("tokens look expired, or not yet valid, and AWS refuses signatures that are 5 minutes off")
        .fixed_by("set the clock by NTP, such as `timedatectl set-ntp true`; up to a minute POOLGATE_LEEWAY (seconds) can bridge"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f05_a_clock_that_is_off_is_found() {
        let leeway = Duration::from_secs(10);
        for (ahead, severity) in [
            (0, None),
            (2, None),
            (-10, None),
            (11, Some(Severity::Warning)),
            (-60, Some(Severity::Warning)),
            (61, Some(Severity::Error)),
            (-3600, Some(Severity::Error)),
        ] {
            let found = skew(ahead, leeway);
            assert_eq!(found.as_ref().map(|f| f.severity), severity, "{ahead}");
            let word = if ahead > 0 { "ahead" } else { "behind" };
            assert!(found.is_none_or(|f| f.what.contains(word)));
        }
    }

    #[test]
    fn documents_that_do_not_fit_are_found() {
        let keys = |text: &str| keys_usable("https://x", text.as_bytes());
        assert!(keys(r#"{"keys": [{"kty": "RSA"}]}"#).is_none());
        for text in [
            "",
            "{}",
            r#"{"keys": []}"#,
            r#"{"keys": [{"kty": "EC"}]}"#,
            "<html>",
        ] {
            assert_eq!(keys(text).map(|f| f.code), Some("keys_unusable"), "{text}");
        }
        let differs = |text: &str| issuer(text.as_bytes(), "https://a");
        assert!(differs(r#"{"issuer": "https://a"}"#).is_none());
        assert!(differs("<html>").is_none(), "no discovery document");
        let found = differs(r#"{"issuer": "https://b"}"#).expect("a finding");
        assert_eq!(found.fix, "set COGNITO_ISSUER=https://b");
    }
}

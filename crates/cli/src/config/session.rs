//! `[session]`: how long sessions of browsers last.

use std::time::Duration;

use poolgate_gateway::Lifetimes;
use serde::Deserialize;

use super::context::Context;

/// The longest session: as long as Cognito lets a refresh token live, ten years.
const LONGEST: u64 = 3650 * 24 * 3600;
/// The shortest, in which nobody gets anything done.
const SHORTEST: u64 = 60;

/// `[session]` as it is written, in seconds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawSession {
    idle: Option<u64>,
    absolute: Option<u64>,
    remember: Option<u64>,
}

/// Reads how long sessions last.
pub(crate) fn read(raw: &RawSession, context: &mut Context) -> Lifetimes {
    let mut lifetimes = Lifetimes::default();
    for (key, written, lifetime) in [
        ("session.idle", raw.idle, &mut lifetimes.idle),
        ("session.absolute", raw.absolute, &mut lifetimes.absolute),
        ("session.remember", raw.remember, &mut lifetimes.remember),
    ] {
        let Some(seconds) = written else { continue };
        if (SHORTEST..=LONGEST).contains(&seconds) {
            *lifetime = Duration::from_secs(seconds);
        } else {
            context.problem(
                key,
                format_args!("is {seconds}"),
                format!("write a number of seconds from {SHORTEST} to {LONGEST}"),
            );
        }
    }
    lifetimes
}

/// A lifetime, for `config show`.
pub(crate) fn value(lifetimes: &Lifetimes, key: &str) -> Option<String> {
    let lifetime = match key {
        "session.idle" => lifetimes.idle,
        "session.absolute" => lifetimes.absolute,
        "session.remember" => lifetimes.remember,
        _ => return None,
    };
    Some(lifetime.as_secs().to_string())
}

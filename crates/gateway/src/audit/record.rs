//! Writes an event when its request has ended: one line with the target `audit`, and a number.

use http::Method;
use poolgate_metrics::{AUTH_ATTEMPTS, SESSION_REFRESHES};

use super::event::AuditEvent;
use super::trail::Facts;
use crate::code::Code;
use crate::gateway::Gateway;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Well,
    Refused(Code),
    /// The caller went away. What was under way may have been done all the same.
    Abandoned,
}

/// A request that has ended.
pub(crate) struct Happening<'a> {
    pub(crate) method: &'a Method,
    pub(crate) route: &'a str,
    pub(crate) client: &'a str,
    pub(crate) request_id: &'a str,
    pub(crate) ended: Ended,
    pub(crate) facts: &'a Facts,
}

/// A request that never came as far as an account: nothing happened to any.
const FORM: [Code; 8] = [
    Code::InvalidRequest,
    Code::ValidationFailed,
    Code::BodyTooLarge,
    Code::BodyTimeout,
    Code::UnsupportedMediaType,
    Code::TokenMissing,
    Code::MethodNotAllowed,
    Code::NotFound,
];

/// Writes it, if it is an event.
pub(crate) fn record(gateway: &Gateway, happening: &Happening<'_>) {
    let Happening {
        method,
        route,
        client,
        request_id,
        ended,
        facts,
    } = *happening;
    let code = match ended {
        Ended::Refused(code) => Some(code),
        Ended::Abandoned if facts.account.is_none() && facts.sub.is_none() => return,
        Ended::Well | Ended::Abandoned => None,
    };
    if code.is_some_and(|code| FORM.contains(&code)) {
        return;
    }
    let by_code = AuditEvent::of(method, route, code);
    let says_more = matches!(
        by_code,
        Some(AuditEvent::RateLimited | AuditEvent::CrossOriginRefused)
    );
    let Some(event) = facts.event.filter(|_| !says_more).or(by_code) else {
        return;
    };
    let outcome = match code {
        None if ended == Ended::Abandoned => "abandoned",
        None if facts.challenge => "challenge",
        None => "success",
        Some(code) if code.status().is_server_error() => "error",
        Some(_) => "failure",
    };
    let reason = code.map_or("", Code::as_str);
    let metrics = gateway.metrics();
    metrics.count(AUTH_ATTEMPTS, &[event.name(), outcome, reason]);
    if event == AuditEvent::TokenRefreshed {
        let outcome = if ended == Ended::Well { "ok" } else { "failed" };
        metrics.count(SESSION_REFRESHES, &[outcome]);
    }
    // A limit by user has the user's id for its account.
    let typed = facts.account.as_deref();
    let typed = typed.filter(|typed| facts.sub.as_deref() != Some(typed));
    let account = typed.map(|typed| gateway.account_hash(typed));
    let address = typed.filter(|_| gateway.config().audit_addresses);
    tracing::info!(
        target: "audit",
        event = event.name(),
        outcome,
        reason = (!reason.is_empty()).then_some(reason),
        request_id,
        sub = facts.sub.as_deref(),
        account,
        account_name = address,
        client_address = client,
        route,
        "{}: {outcome}",
        event.name()
    );
}

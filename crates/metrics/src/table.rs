//! Every metric: its name, its labels, and what it says.
//!
//! Labels take few values: routes as they are written, words of the program's own lists, never what a
//! caller sends.

/// What a number does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// How often something took how long.
    Histogram,
}

impl Kind {
    /// The word of Prometheus.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// One metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub kind: Kind,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// What it says.
    pub help: &'static str,
}

const fn metric(
    name: &'static str,
    kind: Kind,
    labels: &'static [&'static str],
    help: &'static str,
) -> Metric {
    Metric {
        name,
        kind,
        labels,
        help,
    }
}

/// Which version runs.
pub const BUILD_INFO: Metric = metric(
    "poolgate_build_info",
    Kind::Gauge,
    &["version"],
    "Always 1; the label says which version runs.",
);
/// Since when.
pub const START_TIME: Metric = metric(
    "process_start_time_seconds",
    Kind::Gauge,
    &[],
    "When the process started, in seconds since 1970.",
);
/// Requests to the gateway.
pub const HTTP_REQUESTS: Metric = metric(
    "poolgate_http_requests_total",
    Kind::Counter,
    &["method", "route", "status"],
    "Requests that the gateway answered, by route and status; 499 is a caller that went away.",
);
/// How long they took.
pub const HTTP_REQUEST_DURATION: Metric = metric(
    "poolgate_http_request_duration_seconds",
    Kind::Histogram,
    &["method", "route"],
    "How long the gateway took to answer a request.",
);
/// How many run.
pub const HTTP_IN_FLIGHT: Metric = metric(
    "poolgate_http_requests_in_flight",
    Kind::Gauge,
    &[],
    "Requests that the gateway is working on.",
);
/// Security events.
pub const AUTH_ATTEMPTS: Metric = metric(
    "poolgate_auth_attempts_total",
    Kind::Counter,
    &["flow", "outcome", "reason"],
    "Security events: the flow is an event of the audit log, the reason the code of the answer.",
);
/// Refreshed tokens.
pub const SESSION_REFRESHES: Metric = metric(
    "poolgate_session_refresh_total",
    Kind::Counter,
    &["outcome"],
    "Refreshes of tokens: ok or failed.",
);
/// The server that keeps sessions did not answer.
pub const SESSION_STORE_FAILURES: Metric = metric(
    "poolgate_session_store_failures_total",
    Kind::Counter,
    &[],
    "Questions about sessions that Valkey or Redis did not answer: who has a cookie gets 503 meanwhile.",
);
/// Calls of the user pool.
pub const COGNITO_REQUESTS: Metric = metric(
    "poolgate_cognito_requests_total",
    Kind::Counter,
    &["operation", "outcome"],
    "Calls of the user pool: ok, refused, throttled, timeout, unavailable, error or abandoned.",
);
/// How long they took.
pub const COGNITO_REQUEST_DURATION: Metric = metric(
    "poolgate_cognito_request_duration_seconds",
    Kind::Histogram,
    &["operation"],
    "How long calls of the user pool took, repetitions included.",
);
/// Fetches of the key set.
pub const JWKS_FETCHES: Metric = metric(
    "poolgate_jwks_fetch_total",
    Kind::Counter,
    &["outcome"],
    "Fetches of the user pool's key set: ok or failed.",
);
/// The age of the key set.
pub const JWKS_AGE: Metric = metric(
    "poolgate_jwks_age_seconds",
    Kind::Gauge,
    &[],
    "Seconds since the key set was last fetched; absent before the first fetch.",
);
/// Verified tokens.
pub const TOKEN_VERIFICATIONS: Metric = metric(
    "poolgate_token_verify_total",
    Kind::Counter,
    &["result"],
    "Bearer tokens that were checked: ok, invalid, forbidden or unavailable.",
);
/// Refused for asking too often.
pub const RATE_LIMITED: Metric = metric(
    "poolgate_rate_limited_total",
    Kind::Counter,
    &["limit"],
    "Requests that a limit of the gateway refused: address, account or mails.",
);
/// Mails.
pub const MAILS: Metric = metric(
    "poolgate_mails_sent_total",
    Kind::Counter,
    &["template", "outcome"],
    "Messages that left the outbox, or tried to: delivered, put_off, expired or given_up.",
);
/// Requests to the embedded pool's own port.
pub const POOL_REQUESTS: Metric = metric(
    "poolgate_pool_requests_total",
    Kind::Counter,
    &["operation", "status"],
    "Requests on the embedded user pool's own port, by operation of its API and status.",
);
/// How long they took.
pub const POOL_REQUEST_DURATION: Metric = metric(
    "poolgate_pool_request_duration_seconds",
    Kind::Histogram,
    &["operation"],
    "How long the embedded user pool took to answer on its own port.",
);

/// All of them, in the order of the documentation.
pub const ALL: &[Metric] = &[
    HTTP_REQUESTS,
    HTTP_REQUEST_DURATION,
    HTTP_IN_FLIGHT,
    AUTH_ATTEMPTS,
    SESSION_REFRESHES,
    SESSION_STORE_FAILURES,
    RATE_LIMITED,
    TOKEN_VERIFICATIONS,
    COGNITO_REQUESTS,
    COGNITO_REQUEST_DURATION,
    JWKS_FETCHES,
    JWKS_AGE,
    MAILS,
    POOL_REQUESTS,
    POOL_REQUEST_DURATION,
    BUILD_INFO,
    START_TIME,
];

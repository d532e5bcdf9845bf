//! Pages of the documentation that are made from tables.

use std::fmt::Write as _;

use poolgate_gateway::AuditEvent;

/// `docs/logging.md`.
pub(crate) fn logging() -> String {
    let mut page = String::from(
        "# Logs and audit events

Generated from the table of events.

Lines go to the standard error stream: text by default, JSON with `POOLGATE_LOG_FORMAT=json`. `POOLGATE_LOG` takes levels and
targets, such as `info`, `debug` or `poolgate_gateway=debug`. Libraries never log below `info`, because they would print passwords
and tokens. Passwords, codes, tokens and keys are not in any line, at any level.

## Requests

One line for each request that the gateway has answered. Its text can be read alone; its fields can be searched for.
In JSON, those of the request itself (`request.id`, `http.method`, `http.route`, `client.address`) lie below `span`, on every line that
was written while the request ran.

| field | |
|---|---|
| `request.id` | the answer's `x-request-id`: the caller's own, or a new one |
| `http.method`, `http.route` | the route as it is written in [endpoints](endpoints.md), never the path or the query |
| `http.status`, `duration_ms` | how it ended, and after how many milliseconds |
| `client.address` | the caller, as trusted proxies say |
| `error.code`, `error.cause` | the code of the answer, and what was behind it |

## Audit events

Lines with the target `audit`, always at the level `info` (a filter that leaves out `audit=info` leaves them out). With
`POOLGATE_AUDIT_FILE` they go to that file instead, as JSON, one object a line, whatever the level of the log; the file is its
owner's alone, is only ever appended to, and is opened anew at SIGHUP, so that it can be rotated.

| field | |
|---|---|
| `event` | the name of this list; names are never changed |
| `outcome` | `success`; `challenge`: a sign-in needs a further step; `failure`: refused; `error`: it could not be done; `abandoned`: the caller went away, and it may have been done |
| `reason` | the [code](endpoints.md#errors) of the answer, where it is not a success |
| `request_id` | the request |
| `sub` | the user, where it is known: by its token, or by its sign-in |
| `account` | a keyed hash of the account that was typed: equal for equal accounts, and nobody without the gateway's secret key can tell which one it is |
| `account_name` | the account itself, only with `POOLGATE_AUDIT_ADDRESSES=true` |
| `client_address`, `route` | who, and where |

A request that never came as far as an account (a body that cannot be read, a missing field or token) is no event.

| event | when | routes |
|---|---|---|
",
    );
    for event in AuditEvent::ALL {
        let routes: Vec<_> = event
            .routes()
            .iter()
            .map(|(method, path)| format!("`{method} {path}`"))
            .collect();
        let routes = if routes.is_empty() {
            "any".to_owned()
        } else {
            routes.join(", ")
        };
        let _ = writeln!(page, "| `{}` | {} | {routes} |", event.name(), event.when());
    }
    page.push_str(
        "
`/api/v1/auth/verify-otp` and `request-otp` are `password_reset` and `password_reset_requested` for the purpose `password_reset`.

On the embedded pool's own port, each operation that changes something and was called with a signature is the event
`pool_operation`, with `operation`, `outcome` (`success`, `failure` or `error`), `request_id` and `client_address`.
",
    );
    page
}

/// `docs/metrics.md`.
pub(crate) fn metrics() -> String {
    let mut page = String::from(
        "# Metrics

Generated from the table of metrics. `/metrics` answers in the text format of Prometheus, on the gateway's and on the embedded
pool's port, to this machine alone; with `POOLGATE_METRICS_TOKEN` to everybody who sends it as a bearer token; with
`POOLGATE_METRICS_LISTEN` on a listener of its own instead, to everybody who can reach it
([decision 9](decisions/0009-who-reads-the-metrics.md)).

```yaml
scrape_configs:
  - job_name: poolgate
    authorization: { credentials_file: /etc/prometheus/poolgate.token }   # only with a token
    static_configs: [{ targets: ['auth.internal:8000'] }]
```

[grafana/poolgate.json](grafana/poolgate.json) is a dashboard to import. Labels take values of the program's own lists: no path, user or
address is in any of them. Numbers begin anew with the process, and each gateway has its own.

| metric | kind | labels | |
|---|---|---|---|
",
    );
    for metric in poolgate_metrics::ALL {
        let labels: Vec<_> = metric
            .labels
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            metric.name,
            metric.kind.as_str(),
            labels.join(", "),
            metric.help
        );
    }
    page
}

//! Requests to routes that are not ours, which the guard turns away: they get an answer, a line in the log and an event
//! in the audit log like any other. Those that pass leave no trace here.

use axum::response::Response;
use http::request::Parts;
use tracing::Instrument;

use super::request::{self, Line};
use crate::audit::{self, Ended, Happening, Trail};
use crate::gateway::Gateway;
use crate::layers::render::Reader;

/// What the log calls every route of an application.
const ROUTE: &str = "(guarded)";

/// Runs a check. What it refuses is the whole answer.
pub(crate) async fn turned<T>(
    gateway: &Gateway,
    parts: &Parts,
    check: impl Future<Output = Result<T, Response>>,
) -> Result<T, Response> {
    let line = Line::of(gateway, parts, ROUTE.to_owned());
    let span = line.span();
    let trail = Trail::default();
    let refused = match trail.follow(check).instrument(span.clone()).await {
        Ok(passed) => return Ok(passed),
        Err(refused) => refused,
    };
    let reader = Reader::of(&parts.headers);
    let (response, error) = request::complete(gateway, refused, &reader, &line.id);
    span.in_scope(|| {
        request::log(&line, &response, error.as_ref(), line.start.elapsed());
        let happening = Happening {
            method: &line.method,
            route: &line.route,
            client: &line.client,
            request_id: &line.id,
            ended: error.map_or(Ended::Well, |error| Ended::Refused(error.code())),
            facts: &trail.known(),
        };
        audit::record(gateway, &happening);
    });
    Err(response)
}

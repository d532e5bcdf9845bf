//! One request through the door: target, signature, body, constraints, operation, answer.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::response::Response;
use http::request::Parts;
use http_body_util::{BodyExt, Collected, Limited};
use poolgate_pool::Ctx;
use poolgate_pool_api::check::{self, Refusal};
use poolgate_pool_api::{Authorization, Operation};
use serde_json::Value;

use super::answer::{self, Refused};
use super::caller;
use super::dispatch::dispatch;
use crate::service::PoolService;

/// Before the operation's name in `X-Amz-Target`.
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// The largest body of an operation that anybody may call.
const PUBLIC_BODY: usize = 256 * 1024;

/// The largest body of an operation that is signed: pictures and branding travel there.
const SIGNED_BODY: usize = 4 * 1024 * 1024;

/// How long a body may take: less than the request as a whole, so that its sender is told why.
const BODY_TIME: Duration = Duration::from_secs(20);

/// Handles `POST /`.
pub(crate) async fn handle(State(service): State<PoolService>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(operation) = operation(&parts) else {
        return answer::refusal(&Refused::UnknownOperation);
    };
    let response = match prepare(&service, operation, &parts, body).await {
        Err(refused) => answer::refusal(&refused),
        Ok((ctx, request)) => match dispatch(operation, &ctx, request).await {
            Ok(body) => answer::success(body),
            Err(error) => answer::error_response(&error, Some(operation.name)),
        },
    };
    // Names and numbers alone: neither the request nor the message, which may name a user.
    let kind = response
        .headers()
        .get("x-amzn-errortype")
        .and_then(|kind| kind.to_str().ok());
    tracing::debug!(
        operation = operation.name,
        status = response.status().as_u16(),
        kind,
        "an operation was answered"
    );
    response
}

fn operation(parts: &Parts) -> Option<&'static Operation> {
    let target = parts.headers.get("x-amz-target")?.to_str().ok()?;
    Operation::by_name(target.strip_prefix(TARGET_PREFIX)?)
}

async fn prepare(
    service: &PoolService,
    operation: &Operation,
    parts: &Parts,
    body: Body,
) -> Result<(Ctx, Value), Refused> {
    let signed = operation.authorization == Authorization::SigV4;
    let limit = if signed { SIGNED_BODY } else { PUBLIC_BODY };
    if signed {
        // Without a signature nothing of the body is read.
        caller::check_presence(parts)?;
    }
    let body = read(body, limit).await?;
    let caller = caller::identify(service, operation, parts, &body)?;
    let request = parse(&body)?;
    check::check(operation.input, &request).map_err(|refusal| match refusal {
        Refusal::Type(message) => Refused::Serialization(Some(message)),
        Refusal::Constraints(message) => Refused::Constraints(message),
    })?;
    Ok((Ctx::new(service.engine.clone(), caller), request))
}

/// The body, unless it is too large, by its own account or when that many bytes have come, or too slow.
async fn read(body: Body, limit: usize) -> Result<Bytes, Refused> {
    if usize::try_from(body.size_hint().lower()).is_ok_and(|announced| announced <= limit) {
        let body = tokio::time::timeout(BODY_TIME, Limited::new(body, limit).collect());
        let body = body.await.map_err(|_| Refused::TooSlow)?;
        body.map(Collected::to_bytes)
            .map_err(|_| Refused::TooLarge(limit))
    } else {
        Err(Refused::TooLarge(limit))
    }
}

/// The body as a JSON object without its nulls; an empty body is an empty object.
fn parse(body: &[u8]) -> Result<Value, Refused> {
    if body.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    match serde_json::from_slice(body) {
        Ok(value @ Value::Object(_)) => Ok(without_nulls(value)),
        _ => Err(Refused::Serialization(None)),
    }
}

/// Members that are `null` count as absent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                members
                    .map(|(name, value)| (name, without_nulls(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(
            items
                .into_iter()
                .filter(|item| !item.is_null())
                .map(without_nulls)
                .collect(),
        ),
        other => other,
    }
}

//! The gateway as an AWS Lambda function: behind API Gateway (REST and HTTP APIs), a function URL or an
//! Application Load Balancer; and the CustomMessage trigger of a user pool.

mod custom_message;
mod event;

use std::sync::Arc;

use axum::Router;
use axum::response::IntoResponse as _;
use http::StatusCode;
use lambda_http::lambda_runtime::{self, LambdaEvent};
use lambda_http::{Request, service_fn};
use poolgate_mail::Templates;
use serde_json::Value;
use tower::ServiceExt as _;

/// Why the function ended.
pub type LambdaError = lambda_http::Error;

/// Serves a router to the events of AWS Lambda, until the instance ends. The address of the caller comes
/// from the event, and the stage of the API is no part of the paths.
///
/// # Errors
/// If the runtime API of AWS Lambda is not there, or fails.
pub async fn serve(router: Router) -> Result<(), LambdaError> {
    lambda_http::run(service_fn(move |event: Request| {
        let router = router.clone();
        async move {
            let Some(request) = event::request(event) else {
                tracing::warn!("an event has a path that is none");
                return Ok(StatusCode::BAD_REQUEST.into_response());
            };
            match router.oneshot(request).await {
                Ok(response) => Ok::<_, LambdaError>(response),
                Err(never) => match never {},
            }
        }
    }))
    .await
}

/// Serves the CustomMessage trigger: subject and texts of the messages that a user pool sends, from the same
/// templates as the gateway's own mails.
///
/// # Errors
/// If the runtime API of AWS Lambda is not there, or fails.
pub async fn serve_custom_message(templates: Arc<Templates>) -> Result<(), LambdaError> {
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        let request_id = event.context.request_id;
        custom_message::answer(event.payload, &templates).map_err(|error| {
            // The event itself stays out of the log: it has the user's attributes.
            tracing::error!(request_id, %error, "a CustomMessage event is refused");
            LambdaError::from(error)
        })
    }))
    .await
}

//! Who wants to know of every call: what was called, how it ended and how long it took.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

/// Is told of every call when it has ended, with all its repetitions.
pub trait Observe: Debug + Send + Sync + 'static {
    /// A call has ended.
    fn called(&self, call: &Call<'_>);
}

/// A call that has ended. Nothing of what was said in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call<'a> {
    /// The operation, such as `InitiateAuth`.
    pub operation: &'a str,
    /// How it ended.
    pub outcome: CallOutcome,
    /// How long it took.
    pub time: Duration,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallOutcome {
    /// With what was asked for.
    Ok,
    /// The pool said no.
    Refused,
    /// The pool was asked too often.
    Throttled,
    /// There was no answer in time.
    Timeout,
    /// The pool could not be reached.
    Unavailable,
    /// The pool failed, or answered something that is no answer.
    Error,
}

impl CallOutcome {
    /// A word for logs and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
            Self::Throttled => "throttled",
            Self::Timeout => "timeout",
            Self::Unavailable => "unavailable",
            Self::Error => "error",
        }
    }
}

/// Tells the observer what the SDK does.
#[derive(Debug)]
pub(crate) struct Watch(pub(crate) std::sync::Arc<dyn Observe>);

#[derive(Clone, Copy, Debug)]
struct Started(Instant);

impl Storable for Started {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "watch"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config
            .interceptor_state()
            .store_put(Started(Instant::now()));
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = config.load::<Metadata>().map_or("unknown", Metadata::name);
        let time = config.load::<Started>().map(|started| started.0.elapsed());
        self.0.called(&Call {
            operation,
            outcome: outcome(context),
            time: time.unwrap_or_default(),
        });
        Ok(())
    }
}

fn outcome(context: &FinalizerInterceptorContextRef<'_>) -> CallOutcome {
    let error = match context.output_or_error() {
        Some(Ok(_)) => return CallOutcome::Ok,
        Some(Err(error)) => error,
        None => return CallOutcome::Error,
    };
    if error.is_timeout_error() {
        return CallOutcome::Timeout;
    }
    if error.is_connector_error() {
        return CallOutcome::Unavailable;
    }
    let Some(response) = context.response() else {
        return CallOutcome::Unavailable;
    };
    let kind = response
        .headers()
        .get("x-amzn-errortype")
        .unwrap_or_default();
    let throttled = ["TooManyRequests", "Throttl", "LimitExceeded"];
    match response.status().as_u16() {
        429 => CallOutcome::Throttled,
        400..=499 if throttled.iter().any(|word| kind.contains(word)) => CallOutcome::Throttled,
        400..=499 => CallOutcome::Refused,
        _ => CallOutcome::Error,
    }
}

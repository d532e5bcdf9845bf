//! Who wants to know of every call: what was called, how it ended and how long it took.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
    /// Nobody waited for the answer any more.
    Abandoned,
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
            Self::Abandoned => "abandoned",
        }
    }
}

/// Tells the observer what the SDK does.
#[derive(Debug)]
pub(crate) struct Watch {
    /// Who is told.
    pub(crate) observer: Arc<dyn Observe>,
    /// How long a call may take with all its repetitions.
    pub(crate) limit: Duration,
}

/// A call under way. The SDK drops it where the time of the whole call is over, or its caller goes away,
/// and says so to nobody.
#[derive(Debug)]
struct Started {
    observer: Arc<dyn Observe>,
    limit: Duration,
    operation: String,
    at: Instant,
    is_told: AtomicBool,
}

impl Storable for Started {
    type Storer = StoreReplace<Self>;
}

impl Started {
    fn ends(&self, outcome: CallOutcome) {
        if !self.is_told.swap(true, Ordering::Relaxed) {
            self.observer.called(&Call {
                operation: &self.operation,
                outcome,
                time: self.at.elapsed(),
            });
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if self.at.elapsed() >= self.limit {
            self.ends(CallOutcome::Timeout);
        } else {
            self.ends(CallOutcome::Abandoned);
        }
    }
}

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "watch"
    }

    // Before that, the SDK does not know the operation yet.
    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = config.load::<Metadata>().map_or("unknown", Metadata::name);
        let started = Started {
            observer: Arc::clone(&self.observer),
            limit: self.limit,
            operation: operation.to_owned(),
            at: Instant::now(),
            is_told: AtomicBool::new(false),
        };
        config.interceptor_state().store_put(started);
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(started) = config.load::<Started>() {
            started.ends(outcome(context));
        }
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

//! How the AWS SDK is set up: where calls go, who signs them, how long they take and what is repeated.

use std::sync::Arc;

use aws_sdk_cognitoidentityprovider as sdk;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority, RetryReason,
};
use aws_smithy_types::retry::ErrorKind;
use sdk::config::retry::RetryConfig;
use sdk::config::timeout::TimeoutConfig;
use sdk::config::{BehaviorVersion, Region};
use secrecy::ExposeSecret;

#[cfg(feature = "in-process")]
use crate::config::IN_PROCESS_ENDPOINT;
use crate::config::{ClientConfig, Credentials};
use crate::guard::{Guard, Guarded};
use crate::observe::Watch;
use crate::transport::Transport;

/// Calls over the network go through the guard, where there is one.
pub(crate) async fn config(config: &ClientConfig, guard: Option<&Arc<Guard>>) -> sdk::Config {
    let region = Region::new(config.region.clone());
    let mut builder = match &config.credentials {
        Credentials::Chain => {
            let shared = aws_config::defaults(BehaviorVersion::latest())
                .region(region)
                .load()
                .await;
            sdk::config::Builder::from(&shared)
        }
        Credentials::Static {
            access_key_id,
            secret_access_key,
            session_token,
        } => sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region)
            .credentials_provider(aws_credential_types::Credentials::new(
                access_key_id,
                secret_access_key.expose_secret(),
                session_token
                    .as_ref()
                    .map(|token| token.expose_secret().to_owned()),
                None,
                "poolgate",
            )),
        Credentials::None => sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region),
    };
    #[cfg_attr(
        not(feature = "in-process"),
        expect(unused_mut, reason = "only calls in the process are tried once")
    )]
    let mut attempts = config.attempts.max(1);
    let mut attempt = Some(config.timeouts.attempt);
    match &config.transport {
        #[cfg(feature = "in-process")]
        Transport::InProcess(pool) => {
            attempts = 1;
            builder = builder.http_client(pool.clone());
            builder.set_endpoint_url(Some(
                config
                    .endpoint_url
                    .clone()
                    .unwrap_or_else(|| IN_PROCESS_ENDPOINT.to_owned()),
            ));
        }
        Transport::Https => {
            if let Some(url) = &config.endpoint_url {
                builder = builder.endpoint_url(url);
            }
            if let Some(guard) = guard {
                builder = builder
                    .http_client(Guarded::new(Arc::clone(guard)))
                    .retry_classifier(NotThrottled);
                // The guard times each attempt, and waits before some.
                attempt = None;
            }
        }
    }
    let mut timeouts = TimeoutConfig::builder()
        .connect_timeout(config.timeouts.connect)
        .operation_timeout(config.timeouts.operation);
    timeouts.set_operation_attempt_timeout(attempt);
    if let Some(observer) = &config.observer {
        builder = builder.interceptor(Watch {
            observer: observer.clone(),
            limit: config.timeouts.operation,
        });
    }
    builder
        .retry_config(RetryConfig::standard().with_max_attempts(attempts))
        .timeout_config(timeouts.build())
        .build()
}

/// For calls that must not happen twice, since they create, spend or send something: tried again only
/// where the pool throttled them, which means that it did nothing.
pub(crate) fn once() -> sdk::config::Builder {
    sdk::Config::builder().retry_classifier(OnlyThrottled)
}

/// Where a guard tries throttled calls again, the SDK does not.
#[derive(Debug)]
struct NotThrottled;

impl ClassifyRetry for NotThrottled {
    fn classify_retry(&self, _: &InterceptorContext) -> RetryAction {
        RetryAction::NoActionIndicated
    }

    fn classify_retry_v2(&self, _: &InterceptorContext, previous: &RetryAction) -> RetryAction {
        match previous {
            RetryAction::RetryIndicated(RetryReason::RetryableError {
                kind: ErrorKind::ThrottlingError,
                ..
            }) => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "throttled calls are the guard's"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

#[derive(Debug)]
struct OnlyThrottled;

impl ClassifyRetry for OnlyThrottled {
    fn classify_retry(&self, _: &InterceptorContext) -> RetryAction {
        RetryAction::RetryForbidden
    }

    fn classify_retry_v2(&self, _: &InterceptorContext, previous: &RetryAction) -> RetryAction {
        match previous {
            RetryAction::RetryIndicated(RetryReason::RetryableError {
                kind: ErrorKind::ThrottlingError,
                ..
            }) => RetryAction::NoActionIndicated,
            _ => RetryAction::RetryForbidden,
        }
    }

    fn name(&self) -> &'static str {
        "only throttled calls"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

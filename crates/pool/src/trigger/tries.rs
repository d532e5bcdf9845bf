//! Five seconds for each try, and three tries: what Cognito grants a function.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::invoke::{InvokeError, InvokeTrigger};

const TRIES: usize = 3;
const EACH: Duration = Duration::from_secs(5);

/// Tries again what could not be run. A function that ran and failed has said what it has to say.
#[derive(Debug, Clone)]
pub struct Tries<T> {
    inner: T,
    each: Duration,
}

impl<T: InvokeTrigger> Tries<T> {
    /// Three tries of five seconds.
    pub const fn new(inner: T) -> Self {
        Self { inner, each: EACH }
    }

    /// Three tries of another time.
    #[must_use]
    pub const fn with_time(mut self, each: Duration) -> Self {
        self.each = each;
        self
    }
}

#[async_trait]
impl<T: InvokeTrigger> InvokeTrigger for Tries<T> {
    async fn invoke(&self, arn: &str, event: &Value) -> Result<Value, InvokeError> {
        let mut last = InvokeError::timeout();
        for _ in 0..TRIES {
            let answer = tokio::time::timeout(self.each, self.inner.invoke(arn, event)).await;
            match answer.unwrap_or_else(|_| Err(InvokeError::timeout())) {
                Err(error @ InvokeError::CannotInvoke(_)) => last = error,
                answer => return answer,
            }
        }
        Err(last)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use serde_json::json;

    use super::*;

    /// Answers the last of these for ever, each of the others once; `None` never answers.
    struct Script(Vec<Option<Result<Value, InvokeError>>>, AtomicUsize);

    #[async_trait]
    impl InvokeTrigger for Script {
        async fn invoke(&self, _: &str, _: &Value) -> Result<Value, InvokeError> {
            let index = self.1.fetch_add(1, Ordering::Relaxed);
            match &self.0[index.min(self.0.len() - 1)] {
                Some(answer) => answer.clone(),
                None => std::future::pending().await,
            }
        }
    }

    async fn run(
        script: Vec<Option<Result<Value, InvokeError>>>,
    ) -> (Result<Value, InvokeError>, usize) {
        let tries = Tries::new(Script(script, AtomicUsize::new(0)));
        let tries = tries.with_time(Duration::from_millis(5));
        let answer = tries.invoke("arn", &json!({})).await;
        (answer, tries.inner.1.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn what_cannot_be_run_is_tried_three_times() {
        let down = Some(Err(InvokeError::unreachable()));
        assert_eq!(
            run(vec![down.clone()]).await,
            (Err(InvokeError::unreachable()), 3)
        );
        assert_eq!(
            run(vec![down, None, Some(Ok(json!(1)))]).await,
            (Ok(json!(1)), 3)
        );
    }

    #[tokio::test]
    async fn a_function_that_never_answers_is_given_up() {
        assert_eq!(run(vec![None]).await, (Err(InvokeError::timeout()), 3));
    }

    #[tokio::test]
    async fn a_function_that_failed_is_not_asked_again() {
        for error in [
            InvokeError::Function("no".to_owned()),
            InvokeError::Unrecognizable,
        ] {
            assert_eq!(run(vec![Some(Err(error.clone()))]).await, (Err(error), 1));
        }
    }
}

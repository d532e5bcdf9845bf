//! Which function is run how.

use std::collections::BTreeMap;

use async_trait::async_trait;
use poolgate_pool::trigger::{InvokeError, InvokeTrigger};
use serde_json::Value;

use super::command::Command;
use super::lambda::LambdaFunction;
use super::webhook::Webhook;

/// How one function is run.
pub enum Target {
    /// By the Invoke API of AWS Lambda.
    Lambda(LambdaFunction),
    /// By a signed request.
    Webhook(Webhook),
    /// As a process.
    Command(Command),
}

/// All functions by ARN. A function that is not among them cannot be run: its trigger fails.
#[derive(Default)]
pub struct Functions(BTreeMap<String, Target>);

impl FromIterator<(String, Target)> for Functions {
    fn from_iter<I: IntoIterator<Item = (String, Target)>>(functions: I) -> Self {
        Self(functions.into_iter().collect())
    }
}

#[async_trait]
impl InvokeTrigger for Functions {
    async fn invoke(&self, arn: &str, event: &Value) -> Result<Value, InvokeError> {
        let body = event.to_string();
        let answer = match self.0.get(arn) {
            None => {
                tracing::warn!(arn, "no [[trigger]] names this function");
                return Err(InvokeError::not_found());
            }
            Some(Target::Lambda(lambda)) => lambda.invoke(arn, body).await,
            Some(Target::Webhook(webhook)) => webhook.invoke(body).await,
            Some(Target::Command(command)) => command.invoke(body).await,
        };
        if let Err(InvokeError::CannotInvoke(cause)) = &answer {
            // Neither the event nor the function's own words, which may name a user.
            tracing::warn!(arn, cause, "a trigger's function could not be run");
        }
        answer
    }
}

//! The seam between the engine and whoever runs the functions.

use async_trait::async_trait;
use serde_json::Value;

/// Runs the function behind an ARN.
#[async_trait]
pub trait InvokeTrigger: Send + Sync + 'static {
    /// Hands the function an event; what it returns.
    async fn invoke(&self, arn: &str, event: &Value) -> Result<Value, InvokeError>;
}

/// Why a function gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvokeError {
    /// The function ran and failed, as a rule on purpose: its message is for the caller.
    #[error("the function failed: {0}")]
    Function(String),
    /// The function ran, and returned something that is no JSON.
    #[error("the function returned something that is no event")]
    Unrecognizable,
    /// The function could not be run. The name is one of AWS Lambda's errors, and is told to the caller.
    #[error("the function could not be run: {0}")]
    CannotInvoke(String),
}

impl InvokeError {
    /// A function that is not there.
    pub fn not_found() -> Self {
        Self::CannotInvoke("ResourceNotFoundException".to_owned())
    }

    /// A function that does not answer in time; the words are Cognito's.
    pub fn timeout() -> Self {
        Self::CannotInvoke("Socket timeout while invoking Lambda function".to_owned())
    }

    /// A function that cannot be reached.
    pub fn unreachable() -> Self {
        Self::CannotInvoke("ServiceException".to_owned())
    }
}

/// No function is there: every trigger that a pool has fails.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTriggers;

#[async_trait]
impl InvokeTrigger for NoTriggers {
    async fn invoke(&self, _: &str, _: &Value) -> Result<Value, InvokeError> {
        Err(InvokeError::not_found())
    }
}

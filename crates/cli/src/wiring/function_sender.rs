//! Hands messages to the functions that send them: the code in them encrypted, as the AWS Encryption SDK does it.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_crypto::SdkKey;
use poolgate_mail::{Message, SendError, Sender};
use poolgate_pool::trigger::{FunctionMessage, InvokeError, InvokeTrigger};

use crate::config::Config;

/// Tells functions what to send.
pub(super) struct FunctionSender {
    functions: Arc<dyn InvokeTrigger>,
    keys: BTreeMap<String, SdkKey>,
}

impl FunctionSender {
    /// With the keys that are set.
    pub(super) fn new(config: &Config, functions: Arc<dyn InvokeTrigger>) -> Self {
        let keys = config.kms_keys.iter();
        Self {
            functions,
            keys: keys
                .map(|key| (key.arn.clone(), SdkKey::new(key.arn.as_str(), &key.key)))
                .collect(),
        }
    }
}

#[async_trait]
impl Sender for FunctionSender {
    /// What goes wrong is the message's own trouble: another function may be well.
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        let told: FunctionMessage = serde_json::from_str(&message.text)
            .map_err(|_| SendError::Refused("it is for no function".to_owned()))?;
        let key = self
            .keys
            .get(&told.key)
            .ok_or_else(|| SendError::PutOff(format!("no [[kms_key]] has the key {}", told.key)))?;
        let mut event = told.event;
        event["request"]["code"] = STANDARD.encode(key.encrypt(told.code.as_bytes())).into();
        match self.functions.invoke(&told.function, &event).await {
            // What it returns means nothing.
            Ok(_) | Err(InvokeError::Unrecognizable) => Ok(()),
            // The function's own words may name the user.
            Err(InvokeError::Function(_)) => Err(SendError::PutOff(format!(
                "the function {} fails",
                told.function
            ))),
            Err(InvokeError::CannotInvoke(cause)) => Err(SendError::PutOff(format!(
                "the function {} cannot be run: {cause}",
                told.function
            ))),
        }
    }
}

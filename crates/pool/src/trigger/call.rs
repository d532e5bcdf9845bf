//! What one call of the API gives to its triggers, and what they have answered to it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::ctx::Ctx;

/// `ClientMetadata`, and what is made of it.
pub(crate) type Metadata = BTreeMap<String, String>;

/// The part of a call's context that is for triggers.
#[derive(Clone, Default)]
pub(crate) struct Call {
    /// `clientMetadata` of those triggers that get it from this operation.
    pub(crate) client_metadata: Option<Metadata>,
    /// `validationData` of those that get it.
    pub(crate) validation_data: Option<Metadata>,
    /// Whether nobody is asked at all.
    pub(super) silent: bool,
    /// What was answered, for a decision that runs again.
    answers: Arc<Mutex<BTreeMap<&'static str, Value>>>,
}

impl Call {
    /// What was answered for a source before.
    pub(super) fn answered(&self, source: &str) -> Option<Value> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(source).cloned()
    }

    /// Keeps an answer for as long as the call lasts.
    pub(super) fn keep(&self, source: &'static str, answer: Value) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(source, answer);
    }
}

impl Ctx {
    /// The same call with `ClientMetadata` for the triggers that get it as such.
    pub(crate) fn with_client_metadata(&self, metadata: Option<&Metadata>) -> Self {
        let mut ctx = self.clone();
        ctx.call.client_metadata = metadata.cloned();
        ctx
    }

    /// The same call with data for the triggers that validate.
    pub(crate) fn with_validation_data(&self, data: Option<&Metadata>) -> Self {
        let mut ctx = self.clone();
        ctx.call.validation_data = data.cloned();
        ctx
    }

    /// Whether this call asks functions at all.
    pub(super) fn asks(&self) -> bool {
        !self.call.silent
    }

    /// The same call without any trigger: a seed is the word of the operator, and comes before anything that could
    /// be asked has started.
    pub(crate) fn without_triggers(mut self) -> Self {
        self.call.silent = true;
        self
    }
}

//! Functions for triggers: scripted, and what they were told.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use poolgate_pool::trigger::{InvokeError, InvokeTrigger};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// What a function does with an event.
type Function = Arc<dyn Fn(&Value) -> Result<Value, InvokeError> + Send + Sync>;

#[derive(Default)]
struct Inner {
    functions: BTreeMap<String, VecDeque<Function>>,
    events: Vec<Value>,
    /// Functions that wait before they answer.
    held: BTreeMap<String, Arc<Hold>>,
}

/// A function that waits before it answers.
#[derive(Default)]
pub struct Hold {
    /// Told when the function was called.
    pub called: Notify,
    /// Lets it go on.
    pub go_on: Notify,
    /// Told when it has answered.
    pub answered: Notify,
}

/// Functions by the names at the end of their ARNs. One that is not scripted returns the event as it came.
#[derive(Clone, Default)]
pub struct TestTriggers(Arc<Mutex<Inner>>);

impl TestTriggers {
    /// The ARN of a function of this name.
    pub fn arn(name: &str) -> String {
        format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on a function does this.
    pub fn on(
        &self,
        name: &str,
        function: impl Fn(&Value) -> Result<Value, InvokeError> + Send + Sync + 'static,
    ) {
        let function: Function = Arc::new(function);
        self.with(|inner| {
            inner
                .functions
                .insert(name.to_owned(), VecDeque::from([function]));
        });
    }

    /// From now on a function responds with this.
    pub fn respond(&self, name: &str, response: Value) {
        self.respond_in_turn(name, [response]);
    }

    /// From now on a function responds with one of these after the other, and goes on with the last.
    pub fn respond_in_turn(&self, name: &str, responses: impl IntoIterator<Item = Value>) {
        let function = |response: Value| -> Function {
            Arc::new(move |event| {
                let mut event = event.clone();
                event["response"] = response.clone();
                Ok(event)
            })
        };
        let functions = responses.into_iter().map(function).collect();
        self.with(|inner| inner.functions.insert(name.to_owned(), functions));
    }

    /// From now on a function waits before it answers.
    pub fn hold(&self, name: &str) -> Arc<Hold> {
        let hold = Arc::<Hold>::default();
        self.with(|inner| inner.held.insert(name.to_owned(), Arc::clone(&hold)));
        hold
    }

    /// From now on a function fails like this.
    pub fn fail(&self, name: &str, error: InvokeError) {
        self.on(name, move |_| Err(error.clone()));
    }

    /// All events so far, which are forgotten.
    pub fn events(&self) -> Vec<Value> {
        self.with(|inner| std::mem::take(&mut inner.events))
    }

    /// The sources of all events so far, which are forgotten.
    pub fn sources(&self) -> Vec<String> {
        let events = self.events();
        let source = |event: &Value| {
            event["triggerSource"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        events.iter().map(source).collect()
    }

    /// `LambdaConfig` with functions of these triggers, each of its trigger's name.
    pub fn config(names: &[&str]) -> Value {
        let mut config = json!({});
        for name in names {
            config[*name] = json!(Self::arn(name));
        }
        json!({ "LambdaConfig": config })
    }
}

#[async_trait]
impl InvokeTrigger for TestTriggers {
    async fn invoke(&self, arn: &str, event: &Value) -> Result<Value, InvokeError> {
        let name = arn.rsplit(':').next().unwrap_or_default();
        let held = self.with(|inner| inner.held.get(name).cloned());
        if let Some(hold) = &held {
            hold.called.notify_one();
            hold.go_on.notified().await;
        }
        let function = self.with(|inner| {
            inner.events.push(event.clone());
            let functions = inner.functions.get_mut(name)?;
            if functions.len() > 1 {
                functions.pop_front()
            } else {
                functions.front().cloned()
            }
        });
        let answer = function.map_or_else(|| Ok(event.clone()), |function| function(event));
        if let Some(hold) = held {
            hold.answered.notify_one();
        }
        answer
    }
}

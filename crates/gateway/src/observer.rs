//! Puts the calls of the pool into numbers.

use poolgate_client::{Call, Observe};
use poolgate_metrics::{COGNITO_REQUEST_DURATION, COGNITO_REQUESTS, Metrics};

#[derive(Debug)]
pub(crate) struct Counted(pub(crate) Metrics);

impl Observe for Counted {
    fn called(&self, call: &Call<'_>) {
        let outcome = call.outcome.as_str();
        self.0.count(COGNITO_REQUESTS, &[call.operation, outcome]);
        self.0
            .took(COGNITO_REQUEST_DURATION, &[call.operation], call.time);
    }
}

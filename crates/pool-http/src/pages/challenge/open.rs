//! The question that is open.

use std::collections::BTreeMap;

use poolgate_pool::Error;
use poolgate_pool::oauth::pages::{self, PageChallenge, PageStep};
use poolgate_pool_api::Secret;
use poolgate_pool_api::types::ChallengeNameType;

use crate::pages::visit::Visit;

/// A challenge, and whose it is.
pub(super) struct Open<'a> {
    pub(super) visit: &'a Visit,
    pub(super) username: &'a str,
    pub(super) challenge: &'a PageChallenge,
}

impl Open<'_> {
    /// Answers it.
    pub(super) async fn answer(
        &self,
        responses: impl IntoIterator<Item = (&str, Secret)>,
    ) -> Result<PageStep, Error> {
        let responses: BTreeMap<String, Secret> = responses
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let hosted = &self.visit.place.hosted;
        pages::answer(
            &hosted.ctx(),
            &hosted.pool,
            &self.visit.client,
            self.challenge,
            self.username,
            responses,
        )
        .await
    }

    /// What the challenge says of something.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.challenge.parameters.get(name).map(String::as_str)
    }

    /// A list that the challenge gives as JSON.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let text = self.parameter(name).unwrap_or_default();
        serde_json::from_str(text).unwrap_or_default()
    }

    /// What is asked.
    pub(super) const fn name(&self) -> ChallengeNameType {
        self.challenge.name
    }
}

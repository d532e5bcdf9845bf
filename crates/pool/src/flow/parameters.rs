//! `AuthParameters` and `ChallengeResponses`: texts by key, some of them secret.

use std::collections::BTreeMap;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::AttributeType;

use crate::error::Error;

/// Before the name of an attribute in a key.
const ATTRIBUTE: &str = "userAttributes.";

/// The texts of a request.
pub(crate) struct Parameters(BTreeMap<String, Secret>);

impl Parameters {
    pub(crate) fn new(parameters: Option<BTreeMap<String, Secret>>) -> Self {
        Self(parameters.unwrap_or_default())
    }

    /// The value of a key; an empty one counts as missing.
    pub(crate) fn get(&self, key: &'static str) -> Option<&Secret> {
        self.0.get(key).filter(|value| !value.expose().is_empty())
    }

    /// The value of a key, or an error that names it.
    pub(crate) fn require(&self, key: &'static str) -> Result<&Secret, Error> {
        self.get(key).ok_or(Error::MissingParameter(key))
    }

    /// The user name as it was sent; empty where it is missing.
    pub(crate) fn username(&self) -> &str {
        self.get("USERNAME").map_or("", Secret::expose)
    }

    /// The device that the user says it is on.
    pub(crate) fn device_key(&self) -> Option<String> {
        self.get("DEVICE_KEY").map(|key| key.expose().to_owned())
    }

    /// The attributes that were sent with an answer.
    pub(crate) fn attributes(&self) -> Vec<AttributeType> {
        self.0
            .iter()
            .filter_map(|(key, value)| {
                let name = key.strip_prefix(ATTRIBUTE)?.to_owned();
                Some(AttributeType {
                    name,
                    value: Some(value.expose().to_owned()),
                })
            })
            .collect()
    }
}

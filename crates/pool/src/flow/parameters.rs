//! `AuthParameters` and `ChallengeResponses`: texts by key, some of them secret.

use std::collections::BTreeMap;
use std::net::IpAddr;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::AttributeType;

use super::device::ClaimedDevice;
use crate::error::Error;

/// Before the name of an attribute in a key.
const ATTRIBUTE: &str = "userAttributes.";

/// The texts of a request.
pub(crate) struct Parameters {
    texts: BTreeMap<String, Secret>,
    address: Option<IpAddr>,
}

impl Parameters {
    /// The texts, and from where they came.
    pub(crate) fn new(texts: Option<BTreeMap<String, Secret>>, address: Option<IpAddr>) -> Self {
        Self {
            texts: texts.unwrap_or_default(),
            address,
        }
    }

    /// The value of a key; an empty one counts as missing.
    pub(crate) fn get(&self, key: &'static str) -> Option<&Secret> {
        self.texts
            .get(key)
            .filter(|value| !value.expose().is_empty())
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
    pub(crate) fn device(&self) -> ClaimedDevice {
        ClaimedDevice {
            key: self.get("DEVICE_KEY").map(|key| key.expose().to_owned()),
            address: self.address,
        }
    }

    /// The attributes that were sent with an answer.
    pub(crate) fn attributes(&self) -> Vec<AttributeType> {
        self.texts
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

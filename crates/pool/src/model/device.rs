//! Devices: whether a pool keeps track of them, and what it remembers of one.

use std::net::IpAddr;

use poolgate_crypto::srp::Verifier;
use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{AttributeType, DeviceType};

use super::pool::Pool;

/// A device that a user confirmed.
#[derive(Debug, Clone)]
pub struct Device {
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// Its key: the region, an underscore, a UUID.
    pub key: String,
    /// What the application calls it.
    pub name: Option<String>,
    /// The salt of its secret.
    pub salt: Vec<u8>,
    /// The verifier of its secret. Stored sealed.
    pub verifier: Verifier,
    /// Whether it may do for a second factor.
    pub remembered: bool,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub modified_at: Timestamp,
    /// From where somebody last signed in on it, if it is known.
    pub address: Option<IpAddr>,
    /// When somebody last signed in on it.
    pub authenticated_at: Timestamp,
    /// The sign-in that has proved everything but the device.
    pub proved: Option<ProvedBefore>,
}

/// Which device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRef {
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// Its key.
    pub key: String,
}

/// A sign-in that waits for the proof of its device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvedBefore {
    /// The app client.
    pub client_id: String,
    /// Until when the device may prove itself.
    pub until: Timestamp,
}

impl Device {
    /// The device as the API shows it. Which attributes Cognito lists is unconfirmed.
    pub fn described(self) -> DeviceType {
        let status = if self.remembered {
            "remembered"
        } else {
            "not_remembered"
        };
        let attribute = |name: &str, value: String| AttributeType {
            name: name.to_owned(),
            value: Some(value),
        };
        let mut attributes = vec![attribute("device_status", status.to_owned())];
        attributes.extend(self.name.map(|name| attribute("device_name", name)));
        let address = self.address.map(|address| address.to_string());
        attributes.extend(address.map(|address| attribute("last_ip_used", address)));
        DeviceType {
            device_key: Some(self.key),
            device_attributes: Some(attributes),
            device_create_date: Some(self.created_at),
            device_last_modified_date: Some(self.modified_at),
            device_last_authenticated_date: Some(self.authenticated_at),
        }
    }
}

/// How a pool keeps track of devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceRules {
    /// Whether a remembered device does for the second factor.
    pub replaces_mfa: bool,
    /// Whether a device is remembered only once its user was asked.
    pub asks_user: bool,
}

impl DeviceRules {
    /// What follows from the settings; nothing where the pool does not keep track of devices.
    pub fn of(pool: &Pool) -> Option<Self> {
        let settings = pool.description.device_configuration.as_ref()?;
        Some(Self {
            replaces_mfa: settings.challenge_required_on_new_device == Some(true),
            asks_user: settings.device_only_remembered_on_user_prompt == Some(true),
        })
    }
}

//! Second factors: what a pool asks for, and what a user has.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{GetUserPoolMfaConfigResponse, UserPoolMfaType};

use super::pool::Pool;
use super::user::User;

/// A second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// A code by text message.
    Sms,
    /// A code of an authenticator app.
    SoftwareToken,
    /// A code by email.
    Email,
}

impl Factor {
    /// All of them, in the order in which the API lists them.
    pub const ALL: [Self; 3] = [Self::Sms, Self::SoftwareToken, Self::Email];

    /// The name in settings, challenges and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "SMS_MFA",
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
            Self::Email => "EMAIL_OTP",
        }
    }

    /// The factor of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == name)
    }
}

/// What a pool asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MfaRules {
    /// Nobody, who wants it, or everybody.
    pub required: UserPoolMfaType,
    /// Whether codes by text message are offered.
    pub sms: bool,
    /// Whether authenticator apps are offered.
    pub software_token: bool,
    /// Whether codes by email are offered.
    pub email: bool,
}

impl MfaRules {
    /// What follows from the settings. A pool that was made with MFA and never configured further uses text
    /// messages, where it can send them.
    pub fn of(pool: &Pool) -> Self {
        let required = pool
            .description
            .mfa_configuration
            .unwrap_or(UserPoolMfaType::Off);
        let Some(mfa) = &pool.mfa else {
            return Self {
                required,
                sms: pool.description.sms_configuration.is_some(),
                software_token: false,
                email: false,
            };
        };
        Self {
            required,
            sms: mfa.sms_mfa_configuration.is_some(),
            software_token: mfa
                .software_token_mfa_configuration
                .as_ref()
                .is_some_and(|token| token.enabled == Some(true)),
            email: mfa.email_mfa_configuration.is_some(),
        }
    }

    /// Whether the pool offers a factor.
    pub const fn offers(&self, factor: Factor) -> bool {
        match factor {
            Factor::Sms => self.sms,
            Factor::SoftwareToken => self.software_token,
            Factor::Email => self.email,
        }
    }
}

/// The settings as SetUserPoolMfaConfig leaves them, without `MfaConfiguration`, which belongs to the pool's
/// description.
pub type MfaSettings = GetUserPoolMfaConfigResponse;

/// An authenticator app that proved itself.
#[derive(Debug, Clone)]
pub struct SoftwareToken {
    /// The shared secret, in base32. Stored sealed.
    pub secret: Secret,
    /// What the user calls the device.
    pub device_name: Option<String>,
    /// The step of the last code that counted: a code counts once.
    pub used_step: i64,
}

/// What a user has.
#[derive(Debug, Clone)]
pub struct UserMfa {
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// The authenticator app.
    pub software_token: Option<SoftwareToken>,
    /// A secret whose app has not proved itself yet. Stored sealed.
    pub pending: Option<Secret>,
    /// The factors that the user has turned on.
    pub enabled: Vec<Factor>,
    /// The one that is asked for first.
    pub preferred: Option<Factor>,
    /// Whether passkeys do for a second factor too.
    pub passkeys: bool,
    /// Counts its changes; 0 while it is not stored.
    pub version: i64,
}

impl UserMfa {
    /// Nothing yet.
    pub fn new(pool_id: &str, sub: &str) -> Self {
        Self {
            pool_id: pool_id.to_owned(),
            sub: sub.to_owned(),
            software_token: None,
            pending: None,
            enabled: Vec::new(),
            preferred: None,
            passkeys: false,
            version: 0,
        }
    }

    /// Turns a factor on or off. Only one is preferred: a new one takes the place of the old one.
    pub fn set(&mut self, factor: Factor, enabled: bool, preferred: bool) {
        self.enabled.retain(|other| *other != factor);
        if enabled {
            self.enabled.push(factor);
            self.enabled.sort_unstable();
        }
        if enabled && preferred {
            self.preferred = Some(factor);
        } else if self.preferred == Some(factor) {
            self.preferred = None;
        }
    }

    /// The factors that can be asked for at a sign-in.
    pub fn active(&self, rules: MfaRules, user: &User) -> Vec<Factor> {
        let has = |factor| match factor {
            // One that is set up stays good, even where the pool offers none any more.
            Factor::SoftwareToken => self.software_token.is_some(),
            Factor::Sms => rules.sms && user.attribute("phone_number").is_some(),
            Factor::Email => rules.email && user.attribute("email").is_some(),
        };
        let wanted = |factor: &Factor| match rules.required {
            UserPoolMfaType::Off => false,
            UserPoolMfaType::Optional => self.enabled.contains(factor) && has(*factor),
            UserPoolMfaType::On => has(*factor),
        };
        Factor::ALL.into_iter().filter(wanted).collect()
    }

    /// `UserMFASettingList`.
    pub fn setting_list(&self) -> Option<Vec<String>> {
        let names = self.enabled.iter().map(|factor| factor.as_str().to_owned());
        (!self.enabled.is_empty()).then(|| names.collect())
    }

    /// `PreferredMfaSetting`.
    pub fn preferred_setting(&self) -> Option<String> {
        self.preferred.map(|factor| factor.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_factor_is_preferred() {
        let mut mfa = UserMfa::new("pool", "sub");
        mfa.set(Factor::SoftwareToken, true, true);
        mfa.set(Factor::Sms, true, true);
        assert_eq!(mfa.preferred, Some(Factor::Sms));
        assert_eq!(
            mfa.setting_list().expect("two"),
            ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
        );
        mfa.set(Factor::Sms, false, true);
        assert_eq!(mfa.preferred, None);
        mfa.set(Factor::SoftwareToken, false, false);
        assert_eq!(mfa.setting_list(), None);
    }
}

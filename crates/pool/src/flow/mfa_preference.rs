//! Which factors a user has turned on: what SetUserMFAPreference and its twin for administrators share.

use poolgate_pool_api::types::{
    DeliveryMediumType, EmailMfaSettingsType, MfaOptionType, SmsMfaSettingsType,
    SoftwareTokenMfaSettingsType, WebAuthnMfaSettingsType,
};

use super::mfa;
use crate::ctx::{Engine, Retry};
use crate::error::{Error, refuse};
use crate::model::{Factor, MfaRules, PasskeyRules, Pool, User, UserMfa};
use crate::store::Change;

/// The settings of a request.
pub(crate) struct Preference<'a> {
    /// Codes by text message.
    pub(crate) sms: Option<&'a SmsMfaSettingsType>,
    /// An authenticator app.
    pub(crate) software_token: Option<&'a SoftwareTokenMfaSettingsType>,
    /// Codes by email.
    pub(crate) email: Option<&'a EmailMfaSettingsType>,
    /// Passkeys, in the place of a password and a second factor.
    pub(crate) passkeys: Option<&'a WebAuthnMfaSettingsType>,
}

impl Preference<'_> {
    /// Each factor that is named, whether it shall be on, and whether it is preferred.
    fn changes(&self) -> impl Iterator<Item = (Factor, bool, bool)> {
        let on = |value: Option<bool>| value.unwrap_or_default();
        [
            self.sms
                .map(|sms| (Factor::Sms, on(sms.enabled), on(sms.preferred_mfa))),
            self.software_token.map(|token| {
                (
                    Factor::SoftwareToken,
                    on(token.enabled),
                    on(token.preferred_mfa),
                )
            }),
            self.email
                .map(|email| (Factor::Email, on(email.enabled), on(email.preferred_mfa))),
        ]
        .into_iter()
        .flatten()
    }
}

/// Turns codes by text message on or off, as the older operations SetUserSettings and AdminSetUserSettings do: on, if
/// any option is left.
pub(crate) async fn set_options(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    options: &[MfaOptionType],
) -> Result<(), Retry> {
    let is_sms = |option: &MfaOptionType| {
        option.delivery_medium == Some(DeliveryMediumType::Sms)
            && option.attribute_name.as_deref() == Some("phone_number")
    };
    if !options.iter().all(is_sms) {
        // The text is unconfirmed.
        return refuse(Error::InvalidParameter(
            "MFAOptions can only be SMS to phone_number.".to_owned(),
        ));
    }
    let sms = SmsMfaSettingsType {
        enabled: Some(!options.is_empty()),
        preferred_mfa: None,
    };
    let preference = Preference {
        sms: Some(&sms),
        software_token: None,
        email: None,
        passkeys: None,
    };
    set(engine, pool, user, &preference).await
}

/// Turns factors on and off. What the request does not name stays.
pub(crate) async fn set(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    preference: &Preference<'_>,
) -> Result<(), Retry> {
    let preferred = preference.changes().filter(|(_, on, first)| *on && *first);
    if preferred.count() > 1 {
        // The text is unconfirmed.
        return refuse(Error::InvalidParameter(
            "Only one MFA method can be preferred.".to_owned(),
        ));
    }
    let rules = MfaRules::of(pool);
    let mut user_mfa = mfa::of_user(engine, user).await?;
    for (factor, on, first) in preference.changes() {
        if on {
            check(rules, user, &user_mfa, factor)?;
        }
        user_mfa.set(factor, on, first);
    }
    if let Some(settings) = preference.passkeys {
        user_mfa.passkeys = settings.enabled.unwrap_or_default();
        if user_mfa.passkeys {
            check_passkeys(pool, &user_mfa)?;
        }
    }
    engine
        .commit(vec![Change::PutMfa(Box::new(user_mfa))])
        .await?;
    Ok(())
}

/// Whether passkeys can do for a second factor too. Without another one, a user who loses the passkey would have none
/// left. The texts are unconfirmed.
fn check_passkeys(pool: &Pool, user_mfa: &UserMfa) -> Result<(), Error> {
    let problem = if !PasskeyRules::of(pool).does_for_mfa {
        "WebAuthn MFA is not enabled for this user pool."
    } else if user_mfa.enabled.is_empty() {
        "User needs another MFA method to turn on WebAuthn MFA."
    } else {
        return Ok(());
    };
    Err(Error::InvalidParameter(problem.to_owned()))
}

/// Whether the user can have the factor. Of the texts those about authenticator apps are confirmed.
fn check(rules: MfaRules, user: &User, user_mfa: &UserMfa, factor: Factor) -> Result<(), Error> {
    let problem = match factor {
        Factor::SoftwareToken if user_mfa.software_token.is_some() => return Ok(()),
        Factor::SoftwareToken if !rules.software_token => {
            return Err(Error::SoftwareTokenNotEnabled);
        }
        Factor::SoftwareToken if user_mfa.pending.is_some() => {
            "User has not verified software token mfa"
        }
        Factor::SoftwareToken => "User has not set up software token mfa",
        Factor::Sms if !rules.sms => "SMS MFA is not enabled for this user pool.",
        Factor::Sms if !user.is_verified("phone_number") => {
            "User does not have delivery config set to turn on SMS_MFA"
        }
        Factor::Email if !rules.email => "Email MFA is not enabled for this user pool.",
        Factor::Email if !user.is_verified("email") => "User does not have a verified email.",
        Factor::Sms | Factor::Email => return Ok(()),
    };
    Err(Error::InvalidParameter(problem.to_owned()))
}

//! Second factors: authenticator apps, and which factors a user has turned on.
//!
//! An authenticator app is set up either by a signed-in user, with the access token, or in the middle
//! of a sign-in that asks for it (`MFA_SETUP`), with the session of that challenge.

use std::fmt;

use aws_sdk_cognitoidentityprovider::types::{
    EmailMfaSettingsType, SmsMfaSettingsType, SoftwareTokenMfaSettingsType,
    VerifySoftwareTokenResponseType,
};
use secrecy::{ExposeSecret, SecretString};

use crate::client::Client;
use crate::error::{Error, incomplete};
use crate::sdk::once;

/// Who sets up an authenticator app.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Setup<'a> {
    /// A signed-in user, by the access token.
    AccessToken(&'a SecretString),
    /// A user in the middle of a sign-in, by the pool's session of the challenge `MFA_SETUP`.
    Session(&'a SecretString),
}

/// What an authenticator app needs.
#[derive(Clone)]
pub struct SoftwareToken {
    /// The shared secret, in base32 (RFC 4648).
    pub secret: SecretString,
    /// The session to go on with, where the set-up is part of a sign-in.
    pub session: Option<SecretString>,
}

impl fmt::Debug for SoftwareToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SoftwareToken(hidden)")
    }
}

/// One factor, on or off, and whether the pool should ask for it first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factor {
    /// Whether the pool asks for it.
    pub enabled: bool,
    /// Whether it asks for it first.
    pub preferred: bool,
}

/// Changes of the factors; what is `None` stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MfaPreference {
    /// Codes of an authenticator app.
    pub software_token: Option<Factor>,
    /// Codes by text message.
    pub sms: Option<Factor>,
    /// Codes by email.
    pub email: Option<Factor>,
}

impl Client {
    /// A new secret for an authenticator app. It counts only once a code of the app is verified.
    ///
    /// AWS: `AssociateSoftwareToken`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// use poolgate_client::Setup;
    ///
    /// let token = client.associate_software_token(Setup::AccessToken(&access_token)).await?;
    /// // Show `token.secret` to the user, and read a code from the app.
    /// client.verify_software_token(Setup::AccessToken(&access_token), &"123456".into(), Some("My phone")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn associate_software_token(&self, setup: Setup<'_>) -> Result<SoftwareToken, Error> {
        let (token, session) = setup.parts();
        let answer = self
            .sdk()
            .associate_software_token()
            .set_access_token(token)
            .set_session(session)
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(SoftwareToken {
            secret: answer
                .secret_code
                .ok_or_else(|| incomplete("secret code"))?
                .into(),
            session: answer.session.map(SecretString::from),
        })
    }

    /// Verifies the first code of an authenticator app; answers the session to go on with, where the
    /// set-up is part of a sign-in.
    ///
    /// AWS: `VerifySoftwareToken`.
    pub async fn verify_software_token(
        &self,
        setup: Setup<'_>,
        code: &SecretString,
        device_name: Option<&str>,
    ) -> Result<Option<SecretString>, Error> {
        let (token, session) = setup.parts();
        let answer = self
            .sdk()
            .verify_software_token()
            .set_access_token(token)
            .set_session(session)
            .user_code(code.expose_secret())
            .set_friendly_device_name(device_name.map(str::to_owned))
            .customize()
            .config_override(once())
            .send()
            .await?;
        if answer.status == Some(VerifySoftwareTokenResponseType::Error) {
            return Err(Error::CodeMismatch);
        }
        Ok(answer.session.map(SecretString::from))
    }

    /// Turns factors on and off for the signed-in user.
    ///
    /// AWS: `SetUserMFAPreference`.
    pub async fn set_user_mfa_preference(
        &self,
        access_token: &SecretString,
        preference: &MfaPreference,
    ) -> Result<(), Error> {
        let software_token = preference.software_token.map(|factor| {
            SoftwareTokenMfaSettingsType::builder()
                .enabled(factor.enabled)
                .preferred_mfa(factor.preferred)
                .build()
        });
        let sms = preference.sms.map(|factor| {
            SmsMfaSettingsType::builder()
                .enabled(factor.enabled)
                .preferred_mfa(factor.preferred)
                .build()
        });
        let email = preference.email.map(|factor| {
            EmailMfaSettingsType::builder()
                .enabled(factor.enabled)
                .preferred_mfa(factor.preferred)
                .build()
        });
        self.sdk()
            .set_user_mfa_preference()
            .access_token(access_token.expose_secret())
            .set_software_token_mfa_settings(software_token)
            .set_sms_mfa_settings(sms)
            .set_email_mfa_settings(email)
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }
}

impl Setup<'_> {
    fn parts(self) -> (Option<String>, Option<String>) {
        match self {
            Self::AccessToken(token) => (Some(token.expose_secret().to_owned()), None),
            Self::Session(session) => (None, Some(session.expose_secret().to_owned())),
        }
    }
}

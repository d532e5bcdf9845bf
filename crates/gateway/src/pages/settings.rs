//! How the pages look and what they offer, as the operator says.

use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use poolgate_ui::{TemplateError, Templates};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

/// The pages that the gateway has and the managed login has not.
const OWN: &[(&str, &str)] = files![
    "account.html",
    "account_app.html",
    "account_card.html",
    "account_code.html",
    "account_delete.html",
    "account_mfa.html",
    "account_passkeys.html",
    "account_password.html",
    "account_sessions.html",
    "protected.html",
    "sign_out.html",
];

/// How many digits of the hash are in the name of the stylesheet.
const DIGITS: usize = 16;

/// A way to sign in beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// A code by email.
    EmailCode,
    /// A code by text message.
    SmsCode,
    /// A passkey.
    Passkey,
}

impl Factor {
    const ALL: [Self; 3] = [Self::EmailCode, Self::SmsCode, Self::Passkey];

    /// Its name in settings and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmailCode => "email_otp",
            Self::SmsCode => "sms_otp",
            Self::Passkey => "passkey",
        }
    }

    /// The factor of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == name)
    }

    /// The factor by Cognito's name.
    pub(crate) fn of_cognito(name: &str) -> Option<Self> {
        match name {
            "EMAIL_OTP" => Some(Self::EmailCode),
            "SMS_OTP" => Some(Self::SmsCode),
            "WEB_AUTHN" => Some(Self::Passkey),
            _ => None,
        }
    }
}

/// How the pages look and what they offer. What is not said follows from the user pool, where its description can be
/// read.
#[derive(Clone, Debug)]
pub struct Pages {
    /// What the product is called; without it, the host of the public URL.
    pub name: Option<String>,
    /// Where users go after a sign-in that was not on the way to another page: a path of this host.
    pub home: String,
    /// The identity providers that the sign-in page shows, by their names in `/auth/{provider}/start`.
    pub providers: Option<Vec<String>>,
    /// The ways to sign in beside the password.
    pub factors: Option<Vec<Factor>>,
    /// The attributes that the sign-up page asks for, beside the email address.
    pub sign_up_attributes: Option<Vec<String>>,
    pub(crate) style: Option<Style>,
    pub(crate) templates: Arc<Templates>,
}

/// A stylesheet of the operator's own, and the version in its name.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    pub(crate) css: Arc<str>,
    pub(crate) version: String,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            name: None,
            home: "/account".to_owned(),
            providers: None,
            factors: None,
            sign_up_attributes: None,
            style: None,
            templates: Arc::new(Templates::new(OWN)),
        }
    }
}

impl Pages {
    /// With templates of a folder in the place of the built-in ones of the same names.
    ///
    /// # Errors
    /// A file that is no template, and one whose name no template has.
    pub fn with_templates(self, folder: &Path) -> Result<Self, TemplateError> {
        Ok(Self {
            templates: Arc::new(Templates::with_folder(OWN, folder)?),
            ..self
        })
    }

    /// With a stylesheet that comes after the built-in one.
    #[must_use]
    pub fn with_style(self, css: &str) -> Self {
        let hash = hex::encode(digest(&SHA256, css.as_bytes()));
        Self {
            style: Some(Style {
                css: css.into(),
                version: hash[..DIGITS].to_owned(),
            }),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaces_the_template_of_its_name_and_others_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("a file");
        };
        write("protected.html", "{% extends \"layout.html\" %}");
        write("readme.txt", "no template");
        assert!(Pages::default().with_templates(folder.path()).is_ok());
        write("protected.html", "{% if %}");
        let broken = Pages::default().with_templates(folder.path());
        let text = broken.expect_err("broken").to_string();
        assert!(text.contains("protected.html"), "{text}");
        std::fs::remove_file(folder.path().join("protected.html")).expect("gone");
        write("protectd.html", "");
        let unknown = Pages::default().with_templates(folder.path());
        let text = unknown.expect_err("unknown").to_string();
        assert!(
            text.contains("replaces nothing") && text.contains("login.html"),
            "{text}"
        );
    }
}

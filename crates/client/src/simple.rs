//! The two calls that most services begin with, and sentences for their users.
//!
//! What is beneath them is as before: everything that [`crate::Client`] offers works on the same users.

use std::collections::BTreeMap;

use secrecy::SecretString;

use crate::challenge::SignIn;
use crate::client::Client;
use crate::error::Error;
use crate::types::{NewUser, SignedUp, Tokens};

impl Client {
    /// Signs a user up with an email address and a password.
    ///
    /// The address is the user name and the attribute `email`. Where the pool asks for a code,
    /// [`SignedUp::confirmed`] is false and [`Client::confirm_sign_up`] takes it.
    ///
    /// # Errors
    ///
    /// [`Error::UserExists`], [`Error::InvalidPassword`], [`Error::InvalidParameter`], and whatever keeps
    /// the pool from answering. [`Error::user_message`] has a sentence for each.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) {
    /// match client.register_user("user@example.com", &"Test123456".into()).await {
    ///     Ok(user) if user.confirmed => println!("welcome"),
    ///     Ok(_) => println!("we sent you a code"),
    ///     Err(error) => println!("{}", error.user_message()),
    /// }
    /// # }
    /// ```
    pub async fn register_user(
        &self,
        email: &str,
        password: &SecretString,
    ) -> Result<SignedUp, Error> {
        self.sign_up(&NewUser {
            username: email.to_owned(),
            password: password.clone(),
            attributes: BTreeMap::from([("email".to_owned(), email.to_owned())]),
        })
        .await
    }

    /// Signs a user in with an email address and a password.
    ///
    /// # Errors
    ///
    /// [`Error::WrongCredentials`], [`Error::UserNotConfirmed`], [`Error::PasswordResetRequired`] and the
    /// others of a sign-in. A pool that wants a second factor or a new password first is
    /// [`Error::ChallengeRequired`]: call [`Client::login`] for those users, which hands the challenge out.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) {
    /// match client.login_user("user@example.com", &"Test123456".into()).await {
    ///     Ok(tokens) => println!("signed in for {} seconds", tokens.expires_in),
    ///     Err(error) => println!("{}", error.user_message()),
    /// }
    /// # }
    /// ```
    pub async fn login_user(&self, email: &str, password: &SecretString) -> Result<Tokens, Error> {
        match self.login(email, password).await? {
            SignIn::Tokens(tokens) => Ok(tokens),
            SignIn::Challenge(challenge) => Err(Error::ChallengeRequired(challenge)),
        }
    }
}

impl Error {
    /// A sentence for the person in front of the screen: what went wrong and what to do next, without a
    /// word about how the service is built. Faults of ours and of the pool all read the same.
    ///
    /// ```
    /// assert_eq!(
    ///     poolgate_client::Error::WrongCredentials.user_message(),
    ///     "Incorrect email address or password."
    /// );
    /// ```
    pub fn user_message(&self) -> &str {
        match self {
            Self::UserExists | Self::AliasExists => {
                "There is an account with this address already. Sign in, or reset the password."
            }
            Self::WrongCredentials | Self::UserNotFound | Self::NotAuthorized { .. } => {
                "Incorrect email address or password."
            }
            Self::AttemptsExceeded
            | Self::LimitExceeded
            | Self::Throttled
            | Self::QuotaUsedUp { .. } => "Too many attempts. Wait a while and try again.",
            Self::UserDisabled => "This account is disabled.",
            Self::UserNotConfirmed => {
                "This account is not confirmed yet. Enter the code that we sent you."
            }
            Self::AlreadyConfirmed => "This account is confirmed already. Sign in.",
            Self::PasswordResetRequired => "Reset your password, then sign in.",
            Self::TemporaryPasswordExpired => {
                "Your temporary password has expired. Ask for a new one."
            }
            Self::SignUpNotAllowed => "New accounts are not open here.",
            Self::ResetNotPossible { .. } | Self::ResendNotPossible { .. } => {
                "No code can be sent for this account."
            }
            Self::CodeMismatch => "That code is wrong. Check the newest message.",
            Self::CodeExpired => "That code has expired or was used. Ask for a new one.",
            Self::CodeDeliveryFailed => "The code could not be sent. Try again later.",
            Self::InvalidPassword { .. } => "The password does not meet the rules.",
            Self::PasswordUsedBefore => "This password was used before. Choose another one.",
            Self::InvalidParameter { .. } | Self::AttributeNotAllowed { .. } => {
                "Some of what you entered is not accepted."
            }
            Self::AccessTokenRefused { .. }
            | Self::RefreshTokenRefused { .. }
            | Self::SessionRefused { .. } => "Your session has ended. Sign in again.",
            Self::InsufficientScope | Self::Blocked => "This is not allowed.",
            Self::ChallengeRequired(_) => "One more step is needed to sign in.",
            // A trigger's words are written for users.
            Self::Lambda { message } => message
                .split_once(" failed with error ")
                .map_or(message, |(_, words)| words),
            Self::NotEnabled { .. } => "This is not offered here.",
            Self::DeviceNotFound | Self::PasskeyNotFound | Self::UserSessionNotFound => {
                "It is gone already."
            }
            Self::PasskeyRefused { .. } => "This passkey is not accepted.",
            _ => "Something went wrong. Try again in a moment.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r40_an_unknown_user_reads_like_a_wrong_password() {
        let wrong = Error::WrongCredentials.user_message().to_owned();
        assert_eq!(Error::UserNotFound.user_message(), wrong);
    }

    #[test]
    fn r58_our_faults_tell_nothing() {
        let faults = [
            Error::WrongClientSecret {
                message: "MARK".to_owned(),
            },
            Error::AccessDenied {
                message: "MARK".to_owned(),
            },
            Error::Unavailable("MARK".into()),
            Error::Unexpected {
                code: "MARK".to_owned(),
                message: "MARK".to_owned(),
            },
        ];
        for fault in faults {
            assert_eq!(
                fault.user_message(),
                "Something went wrong. Try again in a moment."
            );
        }
    }

    #[test]
    fn a_trigger_speaks_to_the_user() {
        let error = Error::Lambda {
            message: "PreSignUp failed with error Only for members.".to_owned(),
        };
        assert_eq!(error.user_message(), "Only for members.");
    }
}

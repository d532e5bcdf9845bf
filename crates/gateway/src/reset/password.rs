//! The new password: set, then all sessions end, then the user is told.

use poolgate_client::Error as PoolError;
use poolgate_mail::{Medium, Message, Purpose, Values};
use secrecy::SecretString;

use super::account::Account;
use super::code::broken;
use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;

/// The password was not set, or not all of it is done.
pub(crate) struct NotSet {
    error: ApiError,
    /// Whether the pool certainly kept the old password, so that the code may be used again.
    pub(crate) is_definite: bool,
}

impl From<NotSet> for ApiError {
    fn from(not_set: NotSet) -> Self {
        not_set.error
    }
}

pub(crate) async fn set(
    gateway: &Gateway,
    account: &Account,
    new_password: &SecretString,
) -> Result<(), NotSet> {
    let client = gateway.client();
    client
        .admin_set_user_password(&account.username, new_password)
        .await
        .map_err(not_set)?;
    let signed_out = client.admin_user_global_sign_out(&account.username).await;
    gateway.users().forget(&account.subject);
    tell(gateway, account).await;
    signed_out.map_err(|error| NotSet {
        error: ApiError::from(error)
            .message("The password is set, but the sessions of this account did not end. Sign in, and sign out everywhere."),
        is_definite: false,
    })
}

fn not_set(error: PoolError) -> NotSet {
    // Without an answer nobody knows, and a code counts once.
    let is_definite = !matches!(error, PoolError::Timeout(_) | PoolError::Unavailable(_));
    let error = match error {
        // Gone since the code was made.
        PoolError::UserNotFound => ApiError::new(Code::CodeExpired),
        error => ApiError::from(error).rename_field("password", "new_password"),
    };
    NotSet { error, is_definite }
}

/// A notice, in case it was somebody else. The password is set whether or not it can be sent.
async fn tell(gateway: &Gateway, account: &Account) {
    let sent = async {
        let data = gateway.data()?;
        let now = data.clock.now();
        let values = Values {
            username: &account.email,
            code: "",
            minutes: None,
        };
        let purpose = Purpose::PasswordChanged;
        let rendered = data.templates.render(purpose, &values).map_err(broken)?;
        let notice = Message {
            id: data.id(now),
            to: account.email.clone(),
            medium: Medium::Email,
            subject: rendered.subject,
            text: rendered.text,
            html: Some(rendered.html),
            code: None,
            link: None,
            purpose: purpose.as_str().to_owned(),
            sent_at: now,
            expires_at: None,
        };
        Ok::<_, ApiError>(data.store.send(Some(notice)).await?)
    };
    if let Err(error) = sent.await {
        let cause = error.facts().cause.clone();
        tracing::error!(?cause, "nobody is told that a password was reset");
    }
}

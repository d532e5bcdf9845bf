//! Whose password: a confirmed user with a verified address. Everybody else is treated alike, so that
//! nobody learns who has an account.

use poolgate_client::{AdminUser, Error as PoolError};

use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;

/// A user who may reset the password.
#[derive(Clone)]
pub(crate) struct Account {
    /// The user name inside the pool.
    pub(crate) username: String,
    /// Whom the code belongs to: the `sub`.
    pub(crate) subject: String,
    /// Where the code goes.
    pub(crate) email: String,
}

/// What the pool knows of a name.
pub(crate) enum Found {
    Account(Account),
    /// Nobody, or somebody who may not; for callers who may know, why.
    Nobody {
        subject: String,
        why: Code,
    },
}

impl Found {
    /// Asks the pool.
    pub(crate) async fn by_name(gateway: &Gateway, name: &str) -> Result<Self, ApiError> {
        let why = match gateway.client().admin_get_user(name).await {
            Ok(user) => match account(&user) {
                Ok(account) => return Ok(Self::Account(account)),
                Err(why) => why,
            },
            // A name that the pool does not take is nobody's either.
            Err(PoolError::UserNotFound | PoolError::InvalidParameter { .. }) => Code::UserNotFound,
            Err(error) => return Err(error.into()),
        };
        let name = name.to_lowercase();
        let mac = gateway.codes().mac(&["nobody"], &name);
        Ok(Self::Nobody {
            subject: format!("nobody {}", hex::encode(mac)),
            why,
        })
    }

    pub(crate) fn subject(&self) -> &str {
        match self {
            Self::Account(account) => &account.subject,
            Self::Nobody { subject, .. } => subject,
        }
    }
}

/// Federated users have no password here, and their status is another one.
fn account(user: &AdminUser) -> Result<Account, Code> {
    if !user.enabled {
        return Err(Code::UserDisabled);
    }
    match (user.status.as_str(), user.sub(), user.verified_email()) {
        ("CONFIRMED", Some(sub), Some(email)) => Ok(Account {
            username: user.username.clone(),
            subject: sub.to_owned(),
            email: email.to_owned(),
        }),
        _ => Err(Code::NotPossible),
    }
}

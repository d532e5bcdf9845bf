//! What an administrator may do with users. These calls are signed with AWS credentials.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::client::Client;
use crate::error::Error;
use crate::types::attribute_map;

/// A user as administrators see it.
#[derive(Clone, PartialEq, Eq)]
pub struct AdminUser {
    /// The user name inside the pool.
    pub username: String,
    /// Such as `CONFIRMED` or `EXTERNAL_PROVIDER`.
    pub status: String,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// Attributes by name.
    pub attributes: BTreeMap<String, String>,
}

impl AdminUser {
    /// The `sub` of the user.
    pub fn sub(&self) -> Option<&str> {
        self.attributes.get("sub").map(String::as_str)
    }

    /// The email address, if the user has proved that it is its own.
    pub fn verified_email(&self) -> Option<&str> {
        let verified = self.attributes.get("email_verified")?;
        let email = self.attributes.get("email")?;
        (verified == "true" && !email.is_empty()).then_some(email)
    }
}

impl fmt::Debug for AdminUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminUser")
            .field("username", &self.username)
            .field("status", &self.status)
            .field("attributes", &self.attributes.keys())
            .finish_non_exhaustive()
    }
}

/// Some of the pool's users.
#[derive(Clone, Debug)]
pub struct UserPage {
    /// The users.
    pub users: Vec<AdminUser>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

impl Client {
    /// Reads a user. Says that there is none, whatever the app client is set to.
    pub async fn admin_get_user(&self, username: &str) -> Result<AdminUser, Error> {
        let answer = self
            .sdk()
            .admin_get_user()
            .user_pool_id(self.user_pool_id())
            .username(username)
            .send()
            .await?;
        Ok(AdminUser {
            username: answer.username,
            status: answer
                .user_status
                .map(|status| status.as_str().to_owned())
                .unwrap_or_default(),
            enabled: answer.enabled,
            attributes: attribute_map(answer.user_attributes.unwrap_or_default()),
        })
    }

    /// Sets the password of a user, which the password policy must allow.
    pub async fn admin_set_user_password(
        &self,
        username: &str,
        password: &SecretString,
    ) -> Result<(), Error> {
        self.sdk()
            .admin_set_user_password()
            .user_pool_id(self.user_pool_id())
            .username(username)
            .password(password.expose_secret())
            .permanent(true)
            .send()
            .await?;
        Ok(())
    }

    /// Ends all sessions of a user.
    pub async fn admin_user_global_sign_out(&self, username: &str) -> Result<(), Error> {
        self.sdk()
            .admin_user_global_sign_out()
            .user_pool_id(self.user_pool_id())
            .username(username)
            .send()
            .await?;
        Ok(())
    }

    /// One page of the pool's users: the first, or the one that begins at `next`.
    pub async fn list_users(&self, next: Option<&str>) -> Result<UserPage, Error> {
        /// The most that the operation gives.
        const PAGE: i32 = 60;
        let answer = self
            .sdk()
            .list_users()
            .user_pool_id(self.user_pool_id())
            .limit(PAGE)
            .set_pagination_token(next.map(str::to_owned))
            .send()
            .await?;
        let users = answer.users.unwrap_or_default().into_iter();
        Ok(UserPage {
            users: users
                .map(|user| AdminUser {
                    username: user.username.unwrap_or_default(),
                    status: user
                        .user_status
                        .map(|status| status.as_str().to_owned())
                        .unwrap_or_default(),
                    enabled: user.enabled,
                    attributes: attribute_map(user.attributes.unwrap_or_default()),
                })
                .collect(),
            next: answer.pagination_token.filter(|next| !next.is_empty()),
        })
    }
}

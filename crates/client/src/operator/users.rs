//! Users of a pool: listed, made, and what support does with them.

use std::collections::BTreeMap;
use std::fmt;

use aws_sdk_cognitoidentityprovider::types::{
    DeliveryMediumType, MessageActionType, UserStatusType, UserType,
};
use aws_smithy_types::DateTime;
use secrecy::{ExposeSecret, SecretString};

use super::Operator;
use crate::error::{Error, incomplete};
use crate::sdk::once;
use crate::types::{attribute_list, attribute_map};

/// A user as administrators see it.
#[derive(Clone, PartialEq, Eq)]
pub struct PoolUser {
    /// The user name inside the pool.
    pub username: String,
    /// Attributes by name.
    pub attributes: BTreeMap<String, String>,
    /// Such as `CONFIRMED` or `FORCE_CHANGE_PASSWORD`.
    pub status: String,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// When the user was made, in Unix seconds.
    pub created_at: Option<i64>,
    /// When the user was changed last, in Unix seconds.
    pub modified_at: Option<i64>,
    /// The second factors that are set up; lists do not say them.
    pub mfa_methods: Vec<String>,
}

impl fmt::Debug for PoolUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolUser")
            .field("username", &self.username)
            .field("attributes", &self.attributes.keys())
            .finish_non_exhaustive()
    }
}

impl From<UserType> for PoolUser {
    fn from(user: UserType) -> Self {
        Self {
            username: user.username.unwrap_or_default(),
            attributes: attribute_map(user.attributes.unwrap_or_default()),
            status: status(user.user_status.as_ref()),
            enabled: user.enabled,
            created_at: seconds(user.user_create_date),
            modified_at: seconds(user.user_last_modified_date),
            mfa_methods: Vec::new(),
        }
    }
}

fn status(status: Option<&UserStatusType>) -> String {
    status.map_or_else(|| "UNKNOWN".to_owned(), |status| status.as_str().to_owned())
}

fn seconds(time: Option<DateTime>) -> Option<i64> {
    time.map(|time| time.secs())
}

/// Some of the users, and where the next ones are.
#[derive(Clone, Debug)]
pub struct UserPage {
    /// The users.
    pub users: Vec<PoolUser>,
    /// The token of the next page; none after the last.
    pub next: Option<String>,
}

/// A user whom an administrator makes.
#[derive(Clone)]
pub struct InvitedUser {
    /// The user name, or the email address or phone number that serves as one.
    pub username: String,
    /// Attributes by name.
    pub attributes: BTreeMap<String, String>,
    /// A password that must be changed at the first sign-in; unset, the pool makes one up.
    pub temporary_password: Option<SecretString>,
    /// Whether the pool sends the temporary password to the user's address.
    pub send: bool,
}

impl fmt::Debug for InvitedUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitedUser")
            .field("username", &self.username)
            .field("attributes", &self.attributes.keys())
            .field("send", &self.send)
            .finish_non_exhaustive()
    }
}

impl Operator {
    /// One page of at most 60 users, found by a filter such as `email ^= "ada"`.
    pub async fn list_users(
        &self,
        filter: Option<&str>,
        limit: i32,
        page: Option<String>,
    ) -> Result<UserPage, Error> {
        let answer = self
            .sdk
            .list_users()
            .user_pool_id(self.pool_id())
            .set_filter(filter.map(str::to_owned))
            .limit(limit)
            .set_pagination_token(page)
            .send()
            .await?;
        let users = answer.users.unwrap_or_default();
        Ok(UserPage {
            users: users.into_iter().map(PoolUser::from).collect(),
            next: answer.pagination_token.filter(|token| !token.is_empty()),
        })
    }

    /// Reads a user.
    pub async fn get_user(&self, username: &str) -> Result<PoolUser, Error> {
        let user = self
            .sdk
            .admin_get_user()
            .user_pool_id(self.pool_id())
            .username(username)
            .send()
            .await?;
        Ok(PoolUser {
            username: user.username,
            attributes: attribute_map(user.user_attributes.unwrap_or_default()),
            status: status(user.user_status.as_ref()),
            enabled: user.enabled,
            created_at: seconds(user.user_create_date),
            modified_at: seconds(user.user_last_modified_date),
            mfa_methods: user.user_mfa_setting_list.unwrap_or_default(),
        })
    }

    /// Makes a user.
    pub async fn create_user(&self, new: &InvitedUser) -> Result<PoolUser, Error> {
        let mut call = self
            .sdk
            .admin_create_user()
            .user_pool_id(self.pool_id())
            .username(&new.username)
            .set_user_attributes(Some(attribute_list(&new.attributes)?))
            .set_temporary_password(
                new.temporary_password
                    .as_ref()
                    .map(|password| password.expose_secret().to_owned()),
            );
        if !new.send {
            call = call.message_action(MessageActionType::Suppress);
        } else if new.attributes.contains_key("email") {
            call = call.desired_delivery_mediums(DeliveryMediumType::Email);
        }
        let answer = call.customize().config_override(once()).send().await?;
        let user = answer.user.ok_or_else(|| incomplete("user"))?;
        Ok(user.into())
    }

    /// Confirms a sign-up without a code.
    pub async fn confirm_sign_up(&self, username: &str) -> Result<(), Error> {
        self.sdk
            .admin_confirm_sign_up()
            .user_pool_id(self.pool_id())
            .username(username)
            .send()
            .await?;
        Ok(())
    }

    /// Lets a user sign in no more; the sessions end.
    pub async fn disable_user(&self, username: &str) -> Result<(), Error> {
        self.sdk
            .admin_disable_user()
            .user_pool_id(self.pool_id())
            .username(username)
            .send()
            .await?;
        Ok(())
    }

    /// Lets a user sign in again.
    pub async fn enable_user(&self, username: &str) -> Result<(), Error> {
        self.sdk
            .admin_enable_user()
            .user_pool_id(self.pool_id())
            .username(username)
            .send()
            .await?;
        Ok(())
    }

    /// Sets a password; one that is not permanent must be changed at the next sign-in.
    pub async fn set_user_password(
        &self,
        username: &str,
        password: &SecretString,
        permanent: bool,
    ) -> Result<(), Error> {
        self.sdk
            .admin_set_user_password()
            .user_pool_id(self.pool_id())
            .username(username)
            .password(password.expose_secret())
            .permanent(permanent)
            .send()
            .await?;
        Ok(())
    }

    /// Ends all sessions of a user.
    pub async fn sign_out_user(&self, username: &str) -> Result<(), Error> {
        self.sdk
            .admin_user_global_sign_out()
            .user_pool_id(self.pool_id())
            .username(username)
            .send()
            .await?;
        Ok(())
    }

    /// Deletes a user.
    pub async fn delete_user(&self, username: &str) -> Result<(), Error> {
        self.sdk
            .admin_delete_user()
            .user_pool_id(self.pool_id())
            .username(username)
            .send()
            .await?;
        Ok(())
    }
}

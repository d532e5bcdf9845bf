//! Groups of a pool, and who is in them.

use aws_sdk_cognitoidentityprovider::types::GroupType;

use super::users::PoolUser;
use super::{Operator, all_pages};
use crate::error::Error;
use crate::sdk::once;

/// How many groups or users are asked for at a time: the most that Cognito gives.
const PAGE: i32 = 60;

/// A group that is to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewGroup {
    /// Its name, one of its kind in the pool.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its rank: the lowest number of a user's groups counts.
    pub precedence: Option<i32>,
}

/// A group as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its rank.
    pub precedence: Option<i32>,
}

impl From<GroupType> for Group {
    fn from(group: GroupType) -> Self {
        Self {
            name: group.group_name.unwrap_or_default(),
            description: group.description,
            precedence: group.precedence,
        }
    }
}

impl Operator {
    /// All groups.
    pub async fn list_groups(&self) -> Result<Vec<Group>, Error> {
        all_pages(async |token| {
            let answer = self
                .sdk
                .list_groups()
                .user_pool_id(self.pool_id())
                .limit(PAGE)
                .set_next_token(token)
                .send()
                .await?;
            let groups = answer.groups.unwrap_or_default();
            Ok((
                groups.into_iter().map(Group::from).collect(),
                answer.next_token,
            ))
        })
        .await
    }

    /// Makes a group.
    pub async fn create_group(&self, new: &NewGroup) -> Result<(), Error> {
        self.sdk
            .create_group()
            .user_pool_id(self.pool_id())
            .group_name(&new.name)
            .set_description(new.description.clone())
            .set_precedence(new.precedence)
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }

    /// Deletes a group; its users stay.
    pub async fn delete_group(&self, name: &str) -> Result<(), Error> {
        self.sdk
            .delete_group()
            .user_pool_id(self.pool_id())
            .group_name(name)
            .send()
            .await?;
        Ok(())
    }

    /// The users of a group.
    pub async fn list_users_in_group(&self, name: &str) -> Result<Vec<PoolUser>, Error> {
        all_pages(async |token| {
            let answer = self
                .sdk
                .list_users_in_group()
                .user_pool_id(self.pool_id())
                .group_name(name)
                .limit(PAGE)
                .set_next_token(token)
                .send()
                .await?;
            let users = answer.users.unwrap_or_default();
            Ok((
                users.into_iter().map(PoolUser::from).collect(),
                answer.next_token,
            ))
        })
        .await
    }

    /// The groups of a user.
    pub async fn list_groups_of_user(&self, username: &str) -> Result<Vec<Group>, Error> {
        all_pages(async |token| {
            let answer = self
                .sdk
                .admin_list_groups_for_user()
                .user_pool_id(self.pool_id())
                .username(username)
                .limit(PAGE)
                .set_next_token(token)
                .send()
                .await?;
            let groups = answer.groups.unwrap_or_default();
            Ok((
                groups.into_iter().map(Group::from).collect(),
                answer.next_token,
            ))
        })
        .await
    }

    /// Puts a user into a group; one who is in it already stays.
    pub async fn add_user_to_group(&self, username: &str, group: &str) -> Result<(), Error> {
        self.sdk
            .admin_add_user_to_group()
            .user_pool_id(self.pool_id())
            .username(username)
            .group_name(group)
            .send()
            .await?;
        Ok(())
    }

    /// Takes a user out of a group.
    pub async fn remove_user_from_group(&self, username: &str, group: &str) -> Result<(), Error> {
        self.sdk
            .admin_remove_user_from_group()
            .user_pool_id(self.pool_id())
            .username(username)
            .group_name(group)
            .send()
            .await?;
        Ok(())
    }
}

//! Cognito's quotas: how many calls of each category an AWS account may make in a second, kept here so that
//! a burst waits a moment instead of being throttled.

use std::time::{Duration, Instant};

/// A category of operations that share a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// Sign-ins.
    UserAuthentication,
    /// Answers to challenges: three times the quota of sign-ins.
    ChallengeAnswers,
    /// Sign-ups and their confirmation.
    UserCreation,
    /// Forgotten and changed passwords.
    UserAccountRecovery,
    /// A user read.
    UserRead,
    /// A user or its attributes changed.
    UserUpdate,
    /// Tokens revoked, users signed out.
    UserToken,
    /// Devices, groups and codes read.
    UserResourceRead,
    /// Devices, groups and factors changed.
    UserResourceUpdate,
    /// Users listed.
    UserList,
}

/// How many categories there are.
const CATEGORIES: usize = 10;

impl Category {
    /// The category of an operation. Amazon names some operations of each category; the others stand where
    /// their kind does. Operations that only commands call have none.
    pub fn of(operation: &str) -> Option<Self> {
        Some(match operation {
            "InitiateAuth" | "AdminInitiateAuth" | "GetTokensFromRefreshToken" => {
                Self::UserAuthentication
            }
            "RespondToAuthChallenge" | "AdminRespondToAuthChallenge" => Self::ChallengeAnswers,
            "SignUp" | "ConfirmSignUp" | "AdminCreateUser" | "AdminConfirmSignUp" => {
                Self::UserCreation
            }
            "ForgotPassword"
            | "ConfirmForgotPassword"
            | "ChangePassword"
            | "AdminResetUserPassword"
            | "AdminSetUserPassword" => Self::UserAccountRecovery,
            "GetUser" | "AdminGetUser" => Self::UserRead,
            "UpdateUserAttributes"
            | "DeleteUserAttributes"
            | "DeleteUser"
            | "AdminUpdateUserAttributes"
            | "AdminDeleteUser"
            | "AdminEnableUser"
            | "AdminDisableUser" => Self::UserUpdate,
            "RevokeToken" | "GlobalSignOut" | "AdminUserGlobalSignOut" | "RevokeUserSession" => {
                Self::UserToken
            }
            "ResendConfirmationCode"
            | "GetUserAttributeVerificationCode"
            | "ListWebAuthnCredentials"
            | "ListUserSessions"
            | "AdminListGroupsForUser" => Self::UserResourceRead,
            "VerifyUserAttribute"
            | "AssociateSoftwareToken"
            | "VerifySoftwareToken"
            | "SetUserMFAPreference"
            | "StartWebAuthnRegistration"
            | "CompleteWebAuthnRegistration"
            | "DeleteWebAuthnCredential"
            | "AdminAddUserToGroup"
            | "AdminRemoveUserFromGroup" => Self::UserResourceUpdate,
            "ListUsers" | "ListUsersInGroup" => Self::UserList,
            _ => return None,
        })
    }
}

/// How many calls a second the pool may be asked for. The defaults are those of a new AWS account; quotas
/// that were raised, or that other programs of the account use too, are set here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// `UserAuthentication`; answers to challenges get three times as many.
    pub user_authentication: u32,
    /// `UserCreation`.
    pub user_creation: u32,
    /// `UserAccountRecovery`.
    pub user_account_recovery: u32,
    /// `UserRead`.
    pub user_read: u32,
    /// `UserUpdate`.
    pub user_update: u32,
    /// `UserToken`.
    pub user_token: u32,
    /// `UserResourceRead`.
    pub user_resource_read: u32,
    /// `UserResourceUpdate`.
    pub user_resource_update: u32,
    /// `UserList`.
    pub user_list: u32,
    /// How long a call may wait for its turn.
    pub patience: Duration,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            user_authentication: 120,
            user_creation: 50,
            user_account_recovery: 30,
            user_read: 120,
            user_update: 25,
            user_token: 120,
            user_resource_read: 50,
            user_resource_update: 25,
            user_list: 30,
            patience: Duration::from_secs(1),
        }
    }
}

impl Quotas {
    fn of(&self, category: Category) -> u32 {
        match category {
            Category::UserAuthentication => self.user_authentication,
            Category::ChallengeAnswers => self.user_authentication.saturating_mul(3),
            Category::UserCreation => self.user_creation,
            Category::UserAccountRecovery => self.user_account_recovery,
            Category::UserRead => self.user_read,
            Category::UserUpdate => self.user_update,
            Category::UserToken => self.user_token,
            Category::UserResourceRead => self.user_resource_read,
            Category::UserResourceUpdate => self.user_resource_update,
            Category::UserList => self.user_list,
        }
    }
}

/// The buckets of all categories. A bucket holds what one second allows, and fills up evenly; each is one
/// point in time, at which it is full again (the generic cell rate algorithm).
#[derive(Debug, Default)]
pub(super) struct Buckets([Option<Instant>; CATEGORIES]);

impl Buckets {
    /// Takes a turn: how long to wait for it, or, where that is too long, when to come back.
    pub(super) fn take(
        &mut self,
        quotas: &Quotas,
        category: Category,
        now: Instant,
    ) -> Result<Duration, Duration> {
        const SECOND: Duration = Duration::from_secs(1);
        let each = SECOND / quotas.of(category).max(1);
        let full_at = &mut self.0[category as usize];
        let next = full_at.map_or(now, |full_at| full_at.max(now)) + each;
        let wait = (next - now).saturating_sub(SECOND);
        if wait > quotas.patience {
            return Err(wait);
        }
        *full_at = Some(next);
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f01_a_burst_passes_then_waits_then_is_told_when_to_come_back() {
        let quotas = Quotas::default();
        let mut buckets = Buckets::default();
        let now = Instant::now();
        let mut take = |now| buckets.take(&quotas, Category::UserUpdate, now);
        for n in 0..25 {
            assert_eq!(take(now), Ok(Duration::ZERO), "{n}");
        }
        for n in 1..=25 {
            assert_eq!(take(now), Ok(Duration::from_millis(40) * n));
        }
        let later = take(now).expect_err("nobody waits longer than patience");
        assert!(later > quotas.patience);
        assert_eq!(
            take(now + Duration::from_secs(3)),
            Ok(Duration::ZERO),
            "it fills up again"
        );
    }

    #[test]
    fn f01_in_no_second_are_there_more_calls_than_the_quota_and_one_burst() {
        let quotas = Quotas::default();
        let mut buckets = Buckets::default();
        let start = Instant::now();
        let mut sent = Vec::new();
        for millisecond in 0..4000 {
            let now = start + Duration::from_millis(millisecond);
            if let Ok(wait) = buckets.take(&quotas, Category::UserCreation, now) {
                sent.push(now + wait);
            }
        }
        let in_the_third = sent.iter().filter(|at| {
            (Duration::from_secs(2)..Duration::from_secs(3)).contains(&(**at - start))
        });
        assert!((49..=51).contains(&in_the_third.count()));
    }

    #[test]
    fn categories_do_not_share() {
        let quotas = Quotas {
            user_read: 1,
            patience: Duration::ZERO,
            ..Quotas::default()
        };
        let mut buckets = Buckets::default();
        let now = Instant::now();
        assert!(buckets.take(&quotas, Category::UserRead, now).is_ok());
        assert!(buckets.take(&quotas, Category::UserRead, now).is_err());
        for _ in 0..360 {
            let taken = buckets.take(&quotas, Category::ChallengeAnswers, now);
            assert_eq!(taken, Ok(Duration::ZERO));
        }
    }
}

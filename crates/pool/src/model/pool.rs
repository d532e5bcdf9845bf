//! A user pool: its description, as the API gives it back, and the rules that follow from it.

use poolgate_pool_api::types::{
    AliasAttributeType, AuthFactorType, RecoveryOptionNameType, UserPoolType,
    UsernameAttributeType, VerifiedAttributeType,
};

use super::mfa::MfaSettings;
use super::password_policy::PasswordPolicy;
use super::schema::Schema;

/// A user pool.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Its id: the region, an underscore, nine letters or digits.
    pub id: String,
    /// Its region.
    pub region: String,
    /// The account that owns it.
    pub account: String,
    /// Every setting, as DescribeUserPool gives it back.
    pub description: UserPoolType,
    /// What SetUserPoolMfaConfig set, if it was ever called.
    pub mfa: Option<MfaSettings>,
    /// What follows from the settings.
    pub rules: PoolRules,
    /// Counts its changes.
    pub version: i64,
}

/// What follows from a pool's settings.
#[derive(Debug, Clone)]
pub struct PoolRules {
    /// What a new password must have.
    pub password: PasswordPolicy,
    /// By which names users sign in.
    pub sign_in: SignInNames,
    /// Whether names that differ in case are different.
    pub case_sensitive: bool,
    /// Whether a new email address gets a code.
    pub verifies_email: bool,
    /// Whether a new telephone number gets a code.
    pub verifies_phone_number: bool,
    /// Whether a new email address takes the place of the old one only once it is verified.
    pub email_verified_first: bool,
    /// Whether a new telephone number takes the place of the old one only once it is verified.
    pub phone_number_verified_first: bool,
    /// Whether users may be without a password, because there are other ways to sign in.
    pub passwordless: bool,
    /// Whether only administrators create users.
    pub admin_only_sign_up: bool,
    /// The attributes.
    pub schema: Schema,
    /// Where reset codes go.
    pub recovery: Recovery,
}

/// By which names users sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInNames {
    /// By the user name; some attributes may stand for it once they are verified.
    Username {
        /// The email address may.
        email: bool,
        /// The telephone number may.
        phone_number: bool,
        /// The preferred user name may.
        preferred_username: bool,
    },
    /// By an attribute in place of a user name.
    Attribute {
        /// The email address.
        email: bool,
        /// The telephone number.
        phone_number: bool,
    },
}

/// Where reset codes go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// To the first of these that the user has and that is verified.
    To(Vec<&'static str>),
    /// Nowhere: an administrator resets passwords.
    AdminOnly,
}

impl Pool {
    /// A pool of its description.
    pub fn new(
        id: String,
        region: String,
        account: String,
        description: UserPoolType,
        version: i64,
    ) -> Self {
        let rules = PoolRules::new(&description);
        Self {
            id,
            region,
            account,
            description,
            mfa: None,
            rules,
            version,
        }
    }

    /// The same pool with another description.
    #[must_use]
    pub fn with_description(&self, description: UserPoolType) -> Self {
        Self {
            rules: PoolRules::new(&description),
            description,
            ..self.clone()
        }
    }

    /// Whether the internal user name is the `sub`.
    pub const fn names_users_by_sub(&self) -> bool {
        matches!(self.rules.sign_in, SignInNames::Attribute { .. })
    }

    /// The part of the id after the underscore, which SRP calls the pool's name.
    pub fn srp_name(&self) -> &str {
        self.id
            .split_once('_')
            .map_or(self.id.as_str(), |(_, name)| name)
    }
}

impl PoolRules {
    fn new(pool: &UserPoolType) -> Self {
        let verifies = |attribute| {
            pool.auto_verified_attributes
                .iter()
                .flatten()
                .any(|a| *a == attribute)
        };
        let verified_first = |attribute| {
            pool.user_attribute_update_settings
                .as_ref()
                .and_then(|settings| {
                    settings
                        .attributes_require_verification_before_update
                        .as_ref()
                })
                .is_some_and(|attributes| attributes.contains(&attribute))
        };
        let policies = pool.policies.as_ref();
        let password_policy = policies.and_then(|policies| policies.password_policy.as_ref());
        Self {
            password: PasswordPolicy::new(password_policy),
            passwordless: policies
                .and_then(|policies| policies.sign_in_policy.as_ref())
                .and_then(|policy| policy.allowed_first_auth_factors.as_ref())
                .is_some_and(|factors| {
                    factors
                        .iter()
                        .any(|factor| *factor != AuthFactorType::Password)
                }),
            email_verified_first: verified_first(VerifiedAttributeType::Email),
            phone_number_verified_first: verified_first(VerifiedAttributeType::PhoneNumber),
            sign_in: sign_in_names(pool),
            case_sensitive: pool
                .username_configuration
                .as_ref()
                .is_none_or(|configuration| configuration.case_sensitive),
            verifies_email: verifies(VerifiedAttributeType::Email),
            verifies_phone_number: verifies(VerifiedAttributeType::PhoneNumber),
            admin_only_sign_up: pool
                .admin_create_user_config
                .as_ref()
                .and_then(|config| config.allow_admin_create_user_only)
                .unwrap_or(false),
            schema: Schema::new(pool.schema_attributes.as_deref().unwrap_or_default()),
            recovery: recovery(pool),
        }
    }
}

fn sign_in_names(pool: &UserPoolType) -> SignInNames {
    match pool.username_attributes.as_deref().unwrap_or_default() {
        [] => {
            let may = |alias| pool.alias_attributes.iter().flatten().any(|a| *a == alias);
            SignInNames::Username {
                email: may(AliasAttributeType::Email),
                phone_number: may(AliasAttributeType::PhoneNumber),
                preferred_username: may(AliasAttributeType::PreferredUsername),
            }
        }
        attributes => SignInNames::Attribute {
            email: attributes.contains(&UsernameAttributeType::Email),
            phone_number: attributes.contains(&UsernameAttributeType::PhoneNumber),
        },
    }
}

fn recovery(pool: &UserPoolType) -> Recovery {
    let setting = pool.account_recovery_setting.as_ref();
    let Some(mechanisms) = setting.and_then(|setting| setting.recovery_mechanisms.as_ref()) else {
        // What pools did before the setting existed.
        return Recovery::To(vec!["phone_number", "email"]);
    };
    let mut mechanisms: Vec<_> = mechanisms.iter().collect();
    mechanisms.sort_by_key(|mechanism| mechanism.priority);
    if mechanisms
        .iter()
        .any(|mechanism| mechanism.name == Some(RecoveryOptionNameType::AdminOnly))
    {
        return Recovery::AdminOnly;
    }
    let attributes = mechanisms
        .iter()
        .filter_map(|mechanism| match mechanism.name {
            Some(RecoveryOptionNameType::VerifiedEmail) => Some("email"),
            Some(RecoveryOptionNameType::VerifiedPhoneNumber) => Some("phone_number"),
            Some(RecoveryOptionNameType::AdminOnly) | None => None,
        });
    Recovery::To(attributes.collect())
}

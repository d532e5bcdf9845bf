//! User pools: made, found by name, described.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::types::{
    AttributeDataType, EmailSendingAccountType, PasswordPolicyType, SchemaAttributeType,
    UserPoolPolicyType, UserPoolType, UsernameAttributeType, UsernameConfigurationType,
    VerifiedAttributeType,
};

use super::{Operator, all_pages};
use crate::error::{Error, incomplete};
use crate::sdk::once;

/// How many pools are asked for at a time: the most that Cognito gives.
const PAGE: i32 = 60;

/// What the pool asks of passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    /// The least number of characters.
    pub minimum_length: i32,
    /// Whether an upper-case letter is needed.
    pub uppercase: bool,
    /// Whether a lower-case letter is needed.
    pub lowercase: bool,
    /// Whether a digit is needed.
    pub numbers: bool,
    /// Whether a sign is needed.
    pub symbols: bool,
}

/// A pool that is to be made. Multi-factor authentication is off at first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPool {
    /// Its name, which other pools may have too.
    pub name: String,
    /// What it asks of passwords.
    pub password: PasswordRules,
    /// What users sign in with in place of a user name: `email`, `phone_number`.
    pub username_attributes: Vec<String>,
    /// What is verified by a code after sign-up: `email`, `phone_number`.
    pub auto_verified_attributes: Vec<String>,
    /// The standard attributes that every user has.
    pub required_attributes: Vec<String>,
    /// The pool's own attributes, without `custom:`. All are texts that can change.
    pub custom_attributes: Vec<String>,
    /// Whether `Ada` and `ada` are two users. This can never be changed.
    pub case_sensitive: bool,
}

/// A pool as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its ARN, where the pool says it.
    pub arn: Option<String>,
    /// What it asks of passwords, where the pool says it.
    pub password: Option<PasswordRules>,
    /// What users sign in with in place of a user name.
    pub username_attributes: BTreeSet<String>,
    /// What is verified by a code after sign-up.
    pub auto_verified_attributes: BTreeSet<String>,
    /// The standard attributes that every user has.
    pub required_attributes: BTreeSet<String>,
    /// The pool's own attributes, without `custom:`.
    pub custom_attributes: BTreeSet<String>,
    /// Whether letter case counts in user names, where the pool says it.
    pub case_sensitive: Option<bool>,
    /// `OFF`, `OPTIONAL` or `ON`.
    pub mfa: String,
    /// Whether the pool refuses to be deleted.
    pub deletion_protection: bool,
    /// The prefix of its pages' domain.
    pub domain: Option<String>,
    /// About how many users it has.
    pub estimated_users: Option<i32>,
    /// What users may begin a sign-in with, by Cognito's names, where the pool says it.
    pub first_factors: BTreeSet<String>,
    /// Whether users may sign themselves up.
    pub takes_sign_ups: bool,
    /// Whether its mails leave by an Amazon SES of the account's own. Else Cognito sends a few a day.
    pub sends_by_own_ses: bool,
}

impl Operator {
    /// The ids of all pools of this name in the region.
    pub async fn pools_of_name(&self, name: &str) -> Result<Vec<String>, Error> {
        let pools = all_pages(async |token| {
            let answer = self
                .sdk
                .list_user_pools()
                .max_results(PAGE)
                .set_next_token(token)
                .send()
                .await?;
            Ok((answer.user_pools.unwrap_or_default(), answer.next_token))
        })
        .await?;
        Ok(pools
            .into_iter()
            .filter(|pool| pool.name.as_deref() == Some(name))
            .filter_map(|pool| pool.id)
            .collect())
    }

    /// Makes a pool.
    pub async fn create_pool(&self, new: &NewPool) -> Result<Pool, Error> {
        let rules = &new.password;
        let password = PasswordPolicyType::builder()
            .minimum_length(rules.minimum_length)
            .require_uppercase(rules.uppercase)
            .require_lowercase(rules.lowercase)
            .require_numbers(rules.numbers)
            .require_symbols(rules.symbols)
            .build();
        let names = UsernameConfigurationType::builder()
            .case_sensitive(new.case_sensitive)
            .build()
            .map_err(|_| incomplete("case sensitivity"))?;
        let answer = self
            .sdk
            .create_user_pool()
            .pool_name(&new.name)
            .policies(
                UserPoolPolicyType::builder()
                    .password_policy(password)
                    .build(),
            )
            .set_username_attributes(Some(
                new.username_attributes
                    .iter()
                    .map(|name| UsernameAttributeType::from(name.as_str()))
                    .collect(),
            ))
            .set_auto_verified_attributes(Some(
                new.auto_verified_attributes
                    .iter()
                    .map(|name| VerifiedAttributeType::from(name.as_str()))
                    .collect(),
            ))
            .set_schema(Some(schema(new)))
            .username_configuration(names)
            .customize()
            .config_override(once())
            .send()
            .await?;
        answer
            .user_pool
            .map_or_else(|| Err(incomplete("user pool")), Pool::from_sdk)
    }

    /// Describes the pool.
    pub async fn describe_pool(&self) -> Result<Pool, Error> {
        let answer = self
            .sdk
            .describe_user_pool()
            .user_pool_id(self.pool_id())
            .send()
            .await?;
        answer
            .user_pool
            .map_or_else(|| Err(incomplete("user pool")), Pool::from_sdk)
    }
}

fn schema(new: &NewPool) -> Vec<SchemaAttributeType> {
    let required = new.required_attributes.iter().map(|name| {
        SchemaAttributeType::builder()
            .name(name)
            .required(true)
            .mutable(true)
            .build()
    });
    let own = new.custom_attributes.iter().map(|name| {
        SchemaAttributeType::builder()
            .name(name)
            .attribute_data_type(AttributeDataType::String)
            .mutable(true)
            .build()
    });
    required.chain(own).collect()
}

impl Pool {
    fn from_sdk(pool: UserPoolType) -> Result<Self, Error> {
        let schema = pool.schema_attributes.unwrap_or_default();
        let standard = schema
            .iter()
            .filter(|attribute| attribute.required == Some(true))
            .filter_map(|attribute| attribute.name.clone());
        let own = schema.iter().filter_map(|attribute| {
            let name = attribute.name.as_deref()?.strip_prefix("custom:")?;
            Some(name.to_owned())
        });
        let texts = |names: Vec<String>| names.into_iter().collect::<BTreeSet<_>>();
        let username_attributes = pool.username_attributes.unwrap_or_default();
        let verified = pool.auto_verified_attributes.unwrap_or_default();
        let (rules, sign_in) = pool.policies.map_or((None, None), |policies| {
            (policies.password_policy, policies.sign_in_policy)
        });
        let factors = sign_in.and_then(|policy| policy.allowed_first_auth_factors);
        Ok(Self {
            id: pool.id.ok_or_else(|| incomplete("pool id"))?,
            name: pool.name.unwrap_or_default(),
            arn: pool.arn,
            password: rules.map(|rules| PasswordRules {
                minimum_length: rules.minimum_length.unwrap_or_default(),
                uppercase: rules.require_uppercase,
                lowercase: rules.require_lowercase,
                numbers: rules.require_numbers,
                symbols: rules.require_symbols,
            }),
            first_factors: texts(
                factors
                    .unwrap_or_default()
                    .iter()
                    .map(|factor| factor.as_str().to_owned())
                    .collect(),
            ),
            username_attributes: texts(
                username_attributes
                    .iter()
                    .map(|name| name.as_str().to_owned())
                    .collect(),
            ),
            auto_verified_attributes: texts(
                verified
                    .iter()
                    .map(|name| name.as_str().to_owned())
                    .collect(),
            ),
            // Every pool has it, and nobody can set it.
            required_attributes: standard.filter(|name| name != "sub").collect(),
            custom_attributes: own.collect(),
            case_sensitive: pool
                .username_configuration
                .map(|names| names.case_sensitive),
            mfa: pool
                .mfa_configuration
                .map_or_else(|| "OFF".to_owned(), |mfa| mfa.as_str().to_owned()),
            deletion_protection: pool
                .deletion_protection
                .is_some_and(|protection| protection.as_str() == "ACTIVE"),
            domain: pool.domain,
            estimated_users: Some(pool.estimated_number_of_users),
            takes_sign_ups: !pool
                .admin_create_user_config
                .is_some_and(|config| config.allow_admin_create_user_only),
            sends_by_own_ses: pool.email_configuration.is_some_and(|mail| {
                mail.email_sending_account == Some(EmailSendingAccountType::Developer)
            }),
        })
    }
}

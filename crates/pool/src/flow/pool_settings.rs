//! The settings of pools: defaults, the schema, and what may not stand together.

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{
    AdminCreateUserConfigType, AttributeDataType, AuthFactorType, CreateUserPoolRequest,
    DefaultEmailOptionType, DeletionProtectionType, EmailConfigurationType,
    EmailSendingAccountType, LambdaConfigType, PasswordPolicyType, SchemaAttributeType,
    SignInPolicyType, UserPoolMfaType, UserPoolPolicyType, UserPoolTierType, UserPoolType,
    UsernameConfigurationType, VerificationMessageTemplateType,
};

use crate::error::Error;
use crate::flow::{lambda_config, schema_bounds};
use crate::model::standard_attributes;

/// What DescribeUserPool will say: the request, with Cognito's defaults where it is silent.
pub(crate) fn describe(
    input: &CreateUserPoolRequest,
    now: Timestamp,
) -> Result<UserPoolType, Error> {
    if input
        .username_attributes
        .as_ref()
        .is_some_and(|list| !list.is_empty())
        && input
            .alias_attributes
            .as_ref()
            .is_some_and(|list| !list.is_empty())
    {
        return Err(Error::InvalidParameter(
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool."
                .to_owned(),
        ));
    }
    check_first_factors(input.policies.as_ref())?;
    // The request and the description share the names of almost all members.
    let same = serde_json::to_value(input).and_then(serde_json::from_value::<UserPoolType>);
    let mut pool = same.map_err(Error::internal)?;
    pool.name = Some(input.pool_name.clone());
    pool.schema_attributes = Some(schema(input.schema.as_deref().unwrap_or_default())?);
    pool.creation_date = Some(now);
    pool.last_modified_date = Some(now);
    let unused_days = input
        .admin_create_user_config
        .as_ref()
        .and_then(|config| config.unused_account_validity_days);
    pool.policies = Some(policies(input.policies.clone(), unused_days));
    pool.deletion_protection
        .get_or_insert(DeletionProtectionType::Inactive);
    lambda_config::complete(
        pool.lambda_config
            .get_or_insert_with(LambdaConfigType::default),
    )?;
    pool.user_pool_tags.get_or_insert_default();
    pool.mfa_configuration.get_or_insert(UserPoolMfaType::Off);
    pool.user_pool_tier
        .get_or_insert(UserPoolTierType::Essentials);
    pool.username_configuration
        .get_or_insert(UsernameConfigurationType {
            case_sensitive: true,
        });
    pool.email_configuration
        .get_or_insert_with(|| EmailConfigurationType {
            email_sending_account: Some(EmailSendingAccountType::CognitoDefault),
            ..Default::default()
        });
    pool.admin_create_user_config
        .get_or_insert(AdminCreateUserConfigType {
            allow_admin_create_user_only: Some(false),
            unused_account_validity_days: Some(7),
            invite_message_template: None,
        });
    messages(&mut pool);
    Ok(pool)
}

/// A passkey has to be registered by somebody who is signed in: there must be another way. The text is unconfirmed.
fn check_first_factors(policies: Option<&UserPoolPolicyType>) -> Result<(), Error> {
    let policy = policies.and_then(|policies| policies.sign_in_policy.as_ref());
    let factors = policy.and_then(|policy| policy.allowed_first_auth_factors.as_deref());
    if factors == Some(&[AuthFactorType::WebAuthn]) {
        return Err(Error::InvalidParameter(
            "WEB_AUTHN cannot be the only factor of AllowedFirstAuthFactors.".to_owned(),
        ));
    }
    Ok(())
}

/// `unused_days` is the older member for the life of temporary passwords.
fn policies(given: Option<UserPoolPolicyType>, unused_days: Option<i32>) -> UserPoolPolicyType {
    let mut policies = given.unwrap_or_default();
    let password = policies
        .password_policy
        .get_or_insert_with(|| PasswordPolicyType {
            require_uppercase: Some(true),
            require_lowercase: Some(true),
            require_numbers: Some(true),
            require_symbols: Some(true),
            ..Default::default()
        });
    password.minimum_length.get_or_insert(8);
    password.require_uppercase.get_or_insert(false);
    password.require_lowercase.get_or_insert(false);
    password.require_numbers.get_or_insert(false);
    password.require_symbols.get_or_insert(false);
    password
        .temporary_password_validity_days
        .get_or_insert(unused_days.unwrap_or(7));
    policies
        .sign_in_policy
        .get_or_insert_with(|| SignInPolicyType {
            allowed_first_auth_factors: Some(vec![AuthFactorType::Password]),
        });
    policies
}

/// The older members for messages and the newer template mirror each other.
fn messages(pool: &mut UserPoolType) {
    let mut template = pool
        .verification_message_template
        .take()
        .unwrap_or_default();
    template
        .default_email_option
        .get_or_insert(DefaultEmailOptionType::ConfirmWithCode);
    let mirror = |newer: &mut Option<String>, older: &mut Option<String>| {
        if newer.is_none() {
            newer.clone_from(older);
        }
        older.clone_from(newer);
    };
    mirror(
        &mut template.email_message,
        &mut pool.email_verification_message,
    );
    mirror(
        &mut template.email_subject,
        &mut pool.email_verification_subject,
    );
    mirror(
        &mut template.sms_message,
        &mut pool.sms_verification_message,
    );
    pool.verification_message_template = Some::<VerificationMessageTemplateType>(template);
}

/// The standard attributes, changed as the request says, and the pool's own.
fn schema(given: &[SchemaAttributeType]) -> Result<Vec<SchemaAttributeType>, Error> {
    let mut schema = standard_attributes();
    for attribute in given {
        let name = attribute.name.clone().unwrap_or_default();
        if let Some(standard) = schema
            .iter_mut()
            .find(|standard| standard.name.as_ref() == Some(&name))
        {
            change_standard(standard, attribute, &name)?;
        } else {
            let own = own_attribute(attribute, &name)?;
            if schema.iter().any(|other| other.name == own.name) {
                let full = own.name.unwrap_or_default();
                return Err(Error::InvalidParameter(format!(
                    "custom:{name}: Existing attribute already has name {full}."
                )));
            }
            schema.push(own);
        }
    }
    Ok(schema)
}

fn change_standard(
    standard: &mut SchemaAttributeType,
    given: &SchemaAttributeType,
    name: &str,
) -> Result<(), Error> {
    if given.developer_only_attribute == Some(true)
        || given
            .attribute_data_type
            .is_some_and(|kind| Some(kind) != standard.attribute_data_type)
    {
        return Err(Error::InvalidParameter(format!(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute {name}"
        )));
    }
    if let Some(kind) = standard.attribute_data_type {
        schema_bounds::check(kind, given, name)?;
    }
    standard.required = given.required.or(standard.required);
    standard.mutable = given.mutable.or(standard.mutable);
    if let (Some(limits), Some(given)) = (
        &mut standard.string_attribute_constraints,
        &given.string_attribute_constraints,
    ) {
        limits.min_length = given.min_length.clone().or(limits.min_length.take());
        limits.max_length = given.max_length.clone().or(limits.max_length.take());
    }
    Ok(())
}

/// An attribute of the pool's own under its full name.
pub(crate) fn own_attribute(
    given: &SchemaAttributeType,
    name: &str,
) -> Result<SchemaAttributeType, Error> {
    if given.required == Some(true) {
        return Err(Error::InvalidParameter(
            "Required custom attributes are not supported currently.".to_owned(),
        ));
    }
    let kind = given.attribute_data_type.ok_or_else(|| {
        Error::InvalidParameter(
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."
                .to_owned(),
        )
    })?;
    let developer_only = given.developer_only_attribute.unwrap_or(false);
    let prefix = if developer_only {
        "dev:custom:"
    } else {
        "custom:"
    };
    let full = format!("{prefix}{name}");
    schema_bounds::check(kind, given, &full)?;
    Ok(SchemaAttributeType {
        name: Some(full),
        attribute_data_type: Some(kind),
        developer_only_attribute: Some(developer_only),
        mutable: Some(given.mutable.unwrap_or(true)),
        required: Some(false),
        string_attribute_constraints: (kind == AttributeDataType::String).then(|| {
            given
                .string_attribute_constraints
                .clone()
                .unwrap_or_default()
        }),
        number_attribute_constraints: (kind == AttributeDataType::Number).then(|| {
            given
                .number_attribute_constraints
                .clone()
                .unwrap_or_default()
        }),
    })
}

//! Attributes that somebody writes: who may, and whether they conform to the schema.

use std::collections::{BTreeMap, BTreeSet};

use poolgate_pool_api::types::{AttributeDataType, AttributeType};

use crate::error::Error;
use crate::flow::aliases;
use crate::model::{Client, Pool, SignInNames, User};

/// Attributes as they are asked for, checked one by one.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// New values.
    pub(crate) set: BTreeMap<String, String>,
    /// Attributes that go: an empty value removes one.
    pub(crate) removed: BTreeSet<String>,
}

/// Checks attributes that a user sets through an app client. Empty values are left out.
pub(crate) fn written_by_user(
    pool: &Pool,
    client: &Client,
    attributes: &[AttributeType],
) -> Result<BTreeMap<String, String>, Error> {
    Ok(by_user(pool, client, attributes)?.set)
}

/// Checks attributes that a user writes through an app client.
pub(crate) fn by_user(
    pool: &Pool,
    client: &Client,
    attributes: &[AttributeType],
) -> Result<Written, Error> {
    let names = attributes.iter().map(|attribute| attribute.name.as_str());
    check_permission(pool, client, names)?;
    by_administrator(pool, attributes)
}

/// Checks attributes that an administrator writes.
pub(crate) fn by_administrator(
    pool: &Pool,
    attributes: &[AttributeType],
) -> Result<Written, Error> {
    let schema = &pool.rules.schema;
    let mut written = Written::default();
    for attribute in attributes {
        let name = attribute.name.clone();
        let value = attribute.value.as_deref().unwrap_or_default();
        if value.is_empty() && schema.rule(&name).is_some() {
            written.set.remove(&name);
            written.removed.insert(name);
            continue;
        }
        schema.check(&name, value)?;
        let is_flag = schema
            .rule(&name)
            .is_some_and(|rule| rule.kind == AttributeDataType::Boolean);
        let value = if is_flag {
            value.to_ascii_lowercase()
        } else {
            value.to_owned()
        };
        written.removed.remove(&name);
        written.set.insert(name, value);
    }
    let preferred = written.set.get("preferred_username").map(String::as_str);
    aliases::check_preferred_username(pool, preferred)?;
    Ok(written)
}

/// Checks names of attributes that a user deletes through an app client.
pub(crate) fn removed_by_user(
    pool: &Pool,
    client: &Client,
    names: Vec<String>,
) -> Result<Written, Error> {
    check_permission(pool, client, names.iter().map(String::as_str))?;
    removed_by_administrator(pool, names)
}

/// Checks names of attributes that an administrator deletes.
pub(crate) fn removed_by_administrator(pool: &Pool, names: Vec<String>) -> Result<Written, Error> {
    let unknown: String = names
        .iter()
        .filter(|name| pool.rules.schema.rule(name).is_none())
        .flat_map(|name| ["user.", name, ": Attribute does not exist in the schema.\n"])
        .collect();
    if !unknown.is_empty() {
        return Err(Error::InvalidParameter(format!(
            "Invalid user attributes: {unknown}"
        )));
    }
    Ok(Written {
        removed: names.into_iter().collect(),
        ..Written::default()
    })
}

/// Checks what can only be checked against the user as it is: what may not change, what may not go.
pub(crate) fn check_update(pool: &Pool, user: &User, written: &Written) -> Result<(), Error> {
    let schema = &pool.rules.schema;
    let fixed: String = written
        .set
        .keys()
        .chain(&written.removed)
        .filter(|name| schema.rule(name).is_some_and(|rule| !rule.mutable))
        .flat_map(|name| ["user.", name, ": Attribute cannot be updated.\n"])
        .collect();
    if !fixed.is_empty() {
        return Err(Error::InvalidParameter(fixed));
    }
    let required = |name: &String| schema.rule(name).is_some_and(|rule| rule.required);
    if written.removed.iter().any(required) || loses_sign_in_name(pool, user, written) {
        // The text is unconfirmed.
        return Err(Error::InvalidParameter(
            "Cannot delete required attribute".to_owned(),
        ));
    }
    Ok(())
}

/// Whether a user who signs in by an attribute would have none left.
fn loses_sign_in_name(pool: &Pool, user: &User, written: &Written) -> bool {
    let SignInNames::Attribute {
        email,
        phone_number,
    } = pool.rules.sign_in
    else {
        return false;
    };
    let names = [("email", email), ("phone_number", phone_number)];
    let serves = |name: &str| names.contains(&(name, true));
    let stays = |name: &str| {
        written.set.contains_key(name)
            || (user.attribute(name).is_some() && !written.removed.contains(name))
    };
    written.removed.iter().any(|name| serves(name))
        && !names.iter().any(|(name, serves)| *serves && stays(name))
}

/// Refuses what the client may not write, and what no user writes.
fn check_permission<'a>(
    pool: &Pool,
    client: &Client,
    mut names: impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    // Every client may write what every user must have.
    let required = |name: &str| {
        let rule = pool.rules.schema.rule(name);
        rule.is_some_and(|rule| rule.required)
    };
    let may = |name: &str| {
        !is_for_the_service_alone(name) && (client.rules.may_write(name) || required(name))
    };
    if names.all(may) {
        Ok(())
    } else {
        Err(Error::UnauthorizedAttribute)
    }
}

/// What no user writes, whatever the client allows.
fn is_for_the_service_alone(name: &str) -> bool {
    matches!(
        name,
        "sub" | "email_verified" | "phone_number_verified" | "identities"
    ) || name.starts_with("cognito:")
        || name.starts_with("dev:")
}

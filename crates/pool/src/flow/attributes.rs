//! Attributes that a user writes: who may write them, and whether they conform to the schema.

use std::collections::BTreeMap;

use poolgate_pool_api::types::AttributeType;

use crate::error::Error;
use crate::model::{Client, Pool};

/// Checks attributes that a user sets through an app client. Empty values are left out.
pub(crate) fn written_by_user(
    pool: &Pool,
    client: &Client,
    attributes: &[AttributeType],
) -> Result<BTreeMap<String, String>, Error> {
    let mut written = BTreeMap::new();
    for attribute in attributes {
        let name = attribute.name.as_str();
        let value = attribute.value.as_deref().unwrap_or_default();
        if is_for_the_service_alone(name) || !client.rules.may_write(name) {
            return Err(Error::UnauthorizedAttribute);
        }
        if value.is_empty() {
            written.remove(name);
            continue;
        }
        pool.rules.schema.check(name, value)?;
        written.insert(name.to_owned(), value.to_owned());
    }
    Ok(written)
}

/// What no user writes, whatever the client allows.
fn is_for_the_service_alone(name: &str) -> bool {
    matches!(
        name,
        "sub" | "email_verified" | "phone_number_verified" | "identities"
    ) || name.starts_with("cognito:")
        || name.starts_with("dev:")
}

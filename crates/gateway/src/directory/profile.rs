//! What the pool knows of a user, as the directory keeps it.

use std::collections::BTreeMap;

use crate::store::Profile;

/// The profile that follows from attributes; nothing where there is no `sub`.
pub(crate) fn of_attributes(
    pool_id: &str,
    username: &str,
    attributes: &BTreeMap<String, String>,
) -> Option<Profile> {
    let text = |name: &str| {
        attributes
            .get(name)
            .filter(|value| !value.is_empty())
            .cloned()
    };
    Some(Profile {
        pool_id: pool_id.to_owned(),
        sub: text("sub")?,
        username: username.to_owned(),
        email: text("email"),
        first_name: text("given_name"),
        last_name: text("family_name"),
        accept_terms: None,
        verified: text("email_verified").is_some_and(|value| value == "true"),
    })
}

//! `userAttributes` of events: texts alone.

use std::collections::BTreeMap;

use crate::model::{AliasKind, Pool, User};

/// The attributes of a user, with what the service adds to them.
pub(super) fn of(pool: &Pool, user: &User) -> BTreeMap<String, String> {
    let mut attributes = user.attributes.clone();
    attributes.insert("sub".to_owned(), user.sub.clone());
    attributes.insert(
        "cognito:user_status".to_owned(),
        user.status.as_str().to_owned(),
    );
    for alias in user.aliases(pool) {
        let name = match alias.kind {
            AliasKind::Email => "cognito:email_alias",
            AliasKind::PhoneNumber => "cognito:phone_number_alias",
            AliasKind::PreferredUsername | AliasKind::Identity => continue,
        };
        if let Some(value) = user.attribute(alias.kind.attribute()) {
            attributes.insert(name.to_owned(), value.to_owned());
        }
    }
    attributes
}

/// The same for a user who may not exist: nobody has none.
pub(super) fn of_anybody(pool: &Pool, user: Option<&User>) -> BTreeMap<String, String> {
    user.map(|user| of(pool, user)).unwrap_or_default()
}

/// What is known of a user who is about to be made: what was given.
pub(super) fn given(user: &User) -> BTreeMap<String, String> {
    let own = |name: &str, value: &str| {
        name != "sub" && !(name.ends_with("_verified") && value == "false")
    };
    user.attributes
        .iter()
        .filter(|(name, value)| own(name, value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

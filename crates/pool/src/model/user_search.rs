//! What ListUsers looks for: its filter, as one search that an index answers.

use poolgate_pool_api::types::UserStatusType;

use super::user::User;

/// A search over the users of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserSearch {
    /// Users whose field is one of these keys, which ascend.
    OneOf {
        /// The field.
        field: SearchField,
        /// Its keys.
        keys: Vec<String>,
    },
    /// Users who have the field and whose key begins so.
    StartsWith {
        /// The field.
        field: SearchField,
        /// How the key begins.
        prefix: String,
    },
}

/// A field that users are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchField {
    /// The `sub`.
    Sub,
    /// The user name, as it was given.
    Username,
    /// The status.
    Status,
    /// Whether the user is enabled: `1` or `0`.
    Enabled,
    /// An attribute, one of [`SearchField::ATTRIBUTES`], in lower case.
    Attribute(&'static str),
}

/// Where in the results of a search a page ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPosition {
    /// The key of the last user.
    pub key: String,
    /// Its `sub`.
    pub sub: String,
}

/// Why a filter is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterFault {
    /// It has not the form of a filter.
    #[error("Error while parsing filter")]
    Form,
    /// Users are not found by this attribute.
    #[error("Invalid search attribute: {0}")]
    Attribute(String),
}

/// Every status, ascending.
const STATUSES: [UserStatusType; 8] = [
    UserStatusType::Archived,
    UserStatusType::Compromised,
    UserStatusType::Confirmed,
    UserStatusType::ExternalProvider,
    UserStatusType::ForceChangePassword,
    UserStatusType::ResetRequired,
    UserStatusType::Unconfirmed,
    UserStatusType::Unknown,
];

/// An attribute's value as it is searched: in lower case, character by character, so that the beginning
/// of a value gives the beginning of its key.
pub fn search_key(value: &str) -> String {
    value.chars().flat_map(char::to_lowercase).collect()
}

impl SearchField {
    /// The attributes that users are found by.
    pub const ATTRIBUTES: [&'static str; 6] = [
        "email",
        "family_name",
        "given_name",
        "name",
        "phone_number",
        "preferred_username",
    ];
}

impl UserSearch {
    /// The search of a filter: `attribute = "value"` or `attribute ^= "value"`. An empty one finds all.
    pub fn parse(filter: &str) -> Result<Self, FilterFault> {
        if filter.trim().is_empty() {
            return Ok(Self::StartsWith {
                field: SearchField::Sub,
                prefix: String::new(),
            });
        }
        let (name, is_prefix, value) = split(filter).ok_or(FilterFault::Form)?;
        let one_of = |field, keys| Ok(Self::OneOf { field, keys });
        let (field, value) = match name {
            "cognito:user_status" => {
                let value = search_key(&value);
                let keys = STATUSES.iter().map(|status| status.as_str().to_owned());
                let found = keys.filter(|key| matches(&search_key(key), is_prefix, &value));
                return one_of(SearchField::Status, found.collect());
            }
            "status" => {
                let values = [("Disabled", "0"), ("Enabled", "1")];
                let found = values
                    .iter()
                    .filter(|(name, _)| matches(name, is_prefix, &value));
                let keys = found.map(|(_, key)| (*key).to_owned()).collect();
                return one_of(SearchField::Enabled, keys);
            }
            "username" => (SearchField::Username, value),
            "sub" => (SearchField::Sub, search_key(&value)),
            name => {
                let known = SearchField::ATTRIBUTES.iter().find(|known| **known == name);
                let known = known.ok_or_else(|| FilterFault::Attribute(name.to_owned()))?;
                (SearchField::Attribute(known), search_key(&value))
            }
        };
        if is_prefix {
            Ok(Self::StartsWith {
                field,
                prefix: value,
            })
        } else {
            one_of(field, vec![value])
        }
    }

    /// Where a user stands in the results.
    pub fn position(&self, user: &User) -> UserPosition {
        let (Self::OneOf { field, .. } | Self::StartsWith { field, .. }) = self;
        let key = match field {
            SearchField::Sub => user.sub.clone(),
            SearchField::Username => user.username.clone(),
            SearchField::Status => user.status.as_str().to_owned(),
            SearchField::Enabled => u8::from(user.enabled).to_string(),
            SearchField::Attribute(name) => search_key(user.attribute(name).unwrap_or_default()),
        };
        UserPosition {
            key,
            sub: user.sub.clone(),
        }
    }
}

fn matches(key: &str, is_prefix: bool, value: &str) -> bool {
    if is_prefix {
        key.starts_with(value)
    } else {
        key == value
    }
}

/// Attribute, whether a beginning is meant, and the value without its quotes.
fn split(filter: &str) -> Option<(&str, bool, String)> {
    let filter = filter.trim();
    let end = filter.find(|c: char| c.is_whitespace() || matches!(c, '=' | '^' | '"'))?;
    let (name, rest) = filter.split_at(end);
    let rest = rest.trim_start();
    let (is_prefix, rest) = match rest.strip_prefix("^=") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix('=')?),
    };
    let quoted = rest.trim_start().strip_prefix('"')?;
    let mut value = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' if name.is_empty() || !characters.as_str().is_empty() => return None,
            '"' => return Some((name, is_prefix, value)),
            '\\' if characters.as_str().starts_with(['"', '\\']) => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests;

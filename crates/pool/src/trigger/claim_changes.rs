//! What PreTokenGeneration changes in tokens, and what it cannot.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::model::GroupClaims;

/// How many changes one answer may make.
const MOST: usize = 5000;

/// The claims of either token that stay as they are, whatever a function says.
const FIXED: &[&str] = &[
    "acr",
    "amr",
    "at_hash",
    "auth_time",
    "azp",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "token_use",
    "sub",
    "aud",
    "identities",
    "username",
    "client_id",
    "event_id",
    "device_key",
    "version",
];

/// The claims of an ID token that only take simple values.
const SIMPLE: &[&str] = &[
    "email_verified",
    "phone_number_verified",
    "updated_at",
    "address",
];

/// Changes of a pair of tokens.
#[derive(Debug, Default)]
pub(crate) struct TokenChanges {
    /// Groups and roles in the place of the user's.
    pub(crate) groups: Option<GroupClaims>,
    pub(super) id: ClaimChanges,
    pub(super) access: ClaimChanges,
    pub(super) scopes: ScopeChanges,
}

/// Changes of the claims of one token.
#[derive(Debug, Default)]
pub(super) struct ClaimChanges {
    pub(super) set: Map<String, Value>,
    pub(super) suppressed: Vec<String>,
}

/// Changes of the scopes of an access token.
#[derive(Debug, Default)]
pub(super) struct ScopeChanges {
    pub(super) added: Vec<String>,
    pub(super) suppressed: Vec<String>,
}

impl TokenChanges {
    /// Refuses what no answer may hold.
    pub(super) fn checked(self) -> Result<Self, Error> {
        let count = self.id.count()
            + self.access.count()
            + self.scopes.added.len()
            + self.scopes.suppressed.len();
        let spaced = |scope: &String| scope.is_empty() || scope.contains(char::is_whitespace);
        let complex = |name: &&str| {
            let value = self.id.set.get(*name);
            value.is_some_and(|value| value.is_object() || value.is_array())
        };
        if count > MOST || self.scopes.added.iter().any(spaced) || SIMPLE.iter().any(complex) {
            return Err(Error::InvalidLambdaResponse);
        }
        Ok(self)
    }

    /// Changes an ID token.
    pub(crate) fn apply_to_id(&self, claims: &mut Map<String, Value>) {
        self.id.apply(claims, |name, _| !is_fixed(name));
    }

    /// Changes an access token, which has the id of its client in it.
    pub(crate) fn apply_to_access(&self, client_id: &str, claims: &mut Map<String, Value>) {
        self.access.apply(claims, |name, value| match name {
            // Only said anew: whose audience the token is for.
            "aud" => value == client_id,
            "scope" => false,
            name => !is_fixed(name),
        });
        self.scopes.apply(claims);
    }
}

/// Whether a claim stays as it is.
fn is_fixed(name: &str) -> bool {
    FIXED.contains(&name) || name.starts_with("cognito:")
}

impl ClaimChanges {
    fn count(&self) -> usize {
        self.set.len() + self.suppressed.len()
    }

    /// What may not change is passed over in silence; to suppress a claim counts more than to set it.
    fn apply(&self, claims: &mut Map<String, Value>, may_set: impl Fn(&str, &Value) -> bool) {
        for (name, value) in &self.set {
            if may_set(name, value) && !name.starts_with("dev:") {
                claims.insert(name.clone(), value.clone());
            }
        }
        for name in &self.suppressed {
            if name == "cognito:groups" {
                for name in ["cognito:groups", "cognito:roles", "cognito:preferred_role"] {
                    claims.shift_remove(name);
                }
            } else if !is_fixed(name) && name != "scope" {
                claims.shift_remove(name);
            }
        }
    }
}

impl ScopeChanges {
    fn apply(&self, claims: &mut Map<String, Value>) {
        if self.added.is_empty() && self.suppressed.is_empty() {
            return;
        }
        let before = claims.get("scope").and_then(Value::as_str);
        let mut scopes: Vec<&str> = before
            .unwrap_or_default()
            .split(' ')
            .filter(|scope| !scope.is_empty())
            .collect();
        for scope in &self.added {
            if !scopes.contains(&scope.as_str()) {
                scopes.push(scope);
            }
        }
        scopes.retain(|scope| !self.suppressed.iter().any(|other| other == scope));
        claims.insert("scope".to_owned(), json!(scopes.join(" ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(set: Value, suppressed: &[&str]) -> ClaimChanges {
        let Value::Object(set) = set else {
            unreachable!("an object");
        };
        ClaimChanges {
            set,
            suppressed: suppressed.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    fn token() -> Map<String, Value> {
        let claims: Vec<(String, Value)> = FIXED
            .iter()
            .map(|name| ((*name).to_owned(), json!("own")))
            .chain([("cognito:username".to_owned(), json!("own"))])
            .collect();
        claims.into_iter().collect()
    }

    #[test]
    fn no_function_changes_what_tokens_are_judged_by() {
        let names: Vec<&str> = FIXED.iter().copied().chain(["cognito:username"]).collect();
        let set: Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!("changed")))
            .collect();
        let tokens = TokenChanges {
            id: changes(Value::Object(set.clone()), &names),
            access: changes(Value::Object(set), &names),
            ..TokenChanges::default()
        };
        let (mut id, mut access) = (token(), token());
        tokens.apply_to_id(&mut id);
        tokens.apply_to_access("client", &mut access);
        assert_eq!((id, access), (token(), token()));
    }

    #[test]
    fn an_access_token_may_name_its_client_as_audience() {
        for (audience, added) in [("client", true), ("other", false)] {
            let tokens = TokenChanges {
                access: changes(json!({ "aud": audience }), &[]),
                ..TokenChanges::default()
            };
            let mut access = Map::new();
            tokens.apply_to_access("client", &mut access);
            assert_eq!(access.contains_key("aud"), added, "{audience}");
        }
    }

    #[test]
    fn suppressing_counts_more_than_setting_and_groups_take_roles_along() {
        let changes = changes(json!({ "plan": "gold" }), &["plan", "cognito:groups"]);
        let mut claims = token();
        claims.insert("cognito:groups".to_owned(), json!(["a"]));
        claims.insert("cognito:roles".to_owned(), json!(["b"]));
        changes.apply(&mut claims, |_, _| true);
        assert_eq!(claims, token());
    }

    #[test]
    fn an_answer_that_goes_too_far_is_none() {
        let many: Vec<String> = (0..=MOST).map(|number| format!("c{number}")).collect();
        let with = |id: ClaimChanges, added: Vec<String>| TokenChanges {
            id,
            scopes: ScopeChanges {
                added,
                ..ScopeChanges::default()
            },
            ..TokenChanges::default()
        };
        let none = ClaimChanges::default;
        assert!(with(none(), vec!["a".to_owned()]).checked().is_ok());
        assert!(with(none(), vec!["a b".to_owned()]).checked().is_err());
        assert!(with(none(), many).checked().is_err());
        let complex = changes(json!({ "email_verified": { "a": 1 } }), &[]);
        assert!(with(complex, Vec::new()).checked().is_err());
    }
}

//! Rights that a valid token must carry: groups and scopes.

use crate::claims::Claims;
use crate::error::{Error, ErrorKind, shown};

const ANY: &str = "any of";
const ALL: &str = "all of";

/// Groups and scopes that a token must carry beyond being valid. Empty by default: nothing is required.
///
/// What is missing is an authorisation failure ([`Error::is_forbidden`]): 403, not 401. Several conditions hold together.
///
/// ```
/// use poolgate_verify::Requirement;
///
/// let admins_who_may_write = Requirement::default().any_group(["admins"]).all_scopes(["notes/write"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    any_group: Vec<String>,
    all_groups: Vec<String>,
    any_scope: Vec<String>,
    all_scopes: Vec<String>,
}

impl Requirement {
    /// At least one of these groups.
    #[must_use]
    pub fn any_group<T: Into<String>>(mut self, groups: impl IntoIterator<Item = T>) -> Self {
        self.any_group = groups.into_iter().map(Into::into).collect();
        self
    }

    /// Every one of these groups.
    #[must_use]
    pub fn all_groups<T: Into<String>>(mut self, groups: impl IntoIterator<Item = T>) -> Self {
        self.all_groups = groups.into_iter().map(Into::into).collect();
        self
    }

    /// At least one of these scopes.
    #[must_use]
    pub fn any_scope<T: Into<String>>(mut self, scopes: impl IntoIterator<Item = T>) -> Self {
        self.any_scope = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Every one of these scopes.
    #[must_use]
    pub fn all_scopes<T: Into<String>>(mut self, scopes: impl IntoIterator<Item = T>) -> Self {
        self.all_scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Whether these claims carry the rights.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::GroupMissing`] or [`ErrorKind::ScopeMissing`].
    pub fn check(&self, claims: &Claims) -> Result<(), Error> {
        let any = |wanted: &[String], has: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().any(|name| has(name))
        };
        let all =
            |wanted: &[String], has: &dyn Fn(&str) -> bool| wanted.iter().all(|name| has(name));
        let group = |name: &str| claims.has_group(name);
        let scope = |name: &str| claims.has_scope(name);

        let no_group = |quantity, expected: &[String]| {
            let actual = claims.groups().map(shown).collect();
            Err(ErrorKind::GroupMissing {
                quantity,
                expected: expected.to_vec(),
                actual,
            }
            .into())
        };
        let no_scope = |quantity, expected: &[String]| {
            let actual = claims.scopes().map(shown).collect();
            Err(ErrorKind::ScopeMissing {
                quantity,
                expected: expected.to_vec(),
                actual,
            }
            .into())
        };
        if !any(&self.any_group, &group) {
            no_group(ANY, &self.any_group)
        } else if !all(&self.all_groups, &group) {
            no_group(ALL, &self.all_groups)
        } else if !any(&self.any_scope, &scope) {
            no_scope(ANY, &self.any_scope)
        } else if !all(&self.all_scopes, &scope) {
            no_scope(ALL, &self.all_scopes)
        } else {
            Ok(())
        }
    }
}

//! Groups of users.

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::GroupType;

/// A group of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The pool.
    pub pool_id: String,
    /// The name.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// The IAM role of its members.
    pub role_arn: Option<String>,
    /// Which group counts first: 0 before all others, none after all others.
    pub precedence: Option<i32>,
    /// When the group was created.
    pub created_at: Timestamp,
    /// When the group was last changed.
    pub modified_at: Timestamp,
}

/// What tokens say of a user's groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupClaims {
    /// `cognito:groups`, by precedence, then by name.
    pub groups: Vec<String>,
    /// `cognito:roles`.
    pub roles: Vec<String>,
    /// `cognito:preferred_role`.
    pub preferred_role: Option<String>,
}

impl Group {
    /// The group as the API gives it back.
    pub fn described(&self) -> GroupType {
        GroupType {
            group_name: Some(self.name.clone()),
            user_pool_id: Some(self.pool_id.clone()),
            description: self.description.clone(),
            role_arn: self.role_arn.clone(),
            precedence: self.precedence,
            last_modified_date: Some(self.modified_at),
            creation_date: Some(self.created_at),
        }
    }
}

impl GroupClaims {
    /// The claims of a user's groups. Groups that share the best precedence give a preferred role only
    /// where they share the role too.
    pub fn new(mut groups: Vec<Group>) -> Self {
        let rank = |group: &Group| group.precedence.map_or(i64::MAX, i64::from);
        groups.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name)));
        let with_role: Vec<&Group> = groups
            .iter()
            .filter(|group| group.role_arn.is_some())
            .collect();
        let mut roles: Vec<String> = Vec::new();
        for role in with_role.iter().filter_map(|group| group.role_arn.clone()) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        let best = with_role.first().map(|group| rank(group));
        let mut preferred = with_role
            .iter()
            .filter(|group| Some(rank(group)) == best)
            .map(|group| &group.role_arn);
        let preferred_role = match preferred.next() {
            Some(first) if preferred.all(|other| other == first) => first.clone(),
            _ => None,
        };
        Self {
            groups: groups.into_iter().map(|group| group.name).collect(),
            roles,
            preferred_role,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, precedence: Option<i32>, role: Option<&str>) -> Group {
        Group {
            pool_id: "p".to_owned(),
            name: name.to_owned(),
            description: None,
            role_arn: role.map(str::to_owned),
            precedence,
            created_at: Timestamp(0),
            modified_at: Timestamp(0),
        }
    }

    #[test]
    fn groups_come_by_precedence_then_by_name() {
        let claims = GroupClaims::new(vec![
            group("z", None, None),
            group("b", Some(1), Some("role b")),
            group("a", Some(1), Some("role b")),
            group("first", Some(0), None),
        ]);
        assert_eq!(claims.groups, ["first", "a", "b", "z"]);
        assert_eq!(
            (claims.roles.as_slice(), claims.preferred_role.as_deref()),
            (["role b".to_owned()].as_slice(), Some("role b"))
        );
    }

    #[test]
    fn a_tie_of_different_roles_prefers_none() {
        let tie = vec![
            group("a", Some(1), Some("x")),
            group("b", Some(1), Some("y")),
            group("c", Some(2), Some("x")),
        ];
        let claims = GroupClaims::new(tie);
        assert_eq!(claims.preferred_role, None);
        assert_eq!(claims.roles, ["x", "y"]);
        assert_eq!(GroupClaims::new(Vec::new()), GroupClaims::default());
    }
}

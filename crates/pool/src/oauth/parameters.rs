//! Parameters of a query or a form, each at most once (RFC 6749 §3.1 and §3.2).

/// Parameters in the order in which they came. What they hold may be secret, so it is not printed.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

/// A parameter came twice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the parameter {0} came more than once")]
pub struct Repeated(pub String);

impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.0.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

impl Parameters {
    /// Takes pairs, none of whose names may come twice.
    ///
    /// # Errors
    /// The first name that does.
    pub fn new(pairs: Vec<(String, String)>) -> Result<Self, Repeated> {
        for (index, (name, _)) in pairs.iter().enumerate() {
            if pairs[..index].iter().any(|(other, _)| other == name) {
                return Err(Repeated(name.clone()));
            }
        }
        Ok(Self(pairs))
    }

    /// A parameter's value. An empty one counts as left out (RFC 6749 §3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(other, _)| other == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// All pairs, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn none_comes_twice_and_none_is_printed() {
        let twice = vec![pair("state", "1"), pair("scope", ""), pair("state", "1")];
        assert_eq!(
            Parameters::new(twice).map(|_| ()),
            Err(Repeated("state".to_owned()))
        );
        let parameters = Parameters::new(vec![pair("code", "s3cret"), pair("scope", "")]);
        let parameters = parameters.unwrap_or_default();
        assert_eq!(parameters.get("code"), Some("s3cret"));
        assert_eq!(parameters.get("scope"), None);
        assert!(!format!("{parameters:?}").contains("s3cret"));
    }
}

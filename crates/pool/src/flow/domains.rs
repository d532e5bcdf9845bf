//! Domains of pools: prefixes of the service's own, and custom ones.

use poolgate_pool_api::types::DomainDescriptionType;

use crate::ctx::Engine;
use crate::documents::Kept;
use crate::error::Error;

/// A pool has one prefix and one custom domain.
pub(crate) const LIMIT: usize = 2;

/// The domains of a pool.
pub(crate) async fn of_pool(
    engine: &Engine,
    pool_id: &str,
) -> Result<Vec<Kept<DomainDescriptionType>>, Error> {
    engine.parts(pool_id, None, LIMIT).await
}

/// Whether a domain is a custom one.
pub(crate) const fn is_custom(domain: &DomainDescriptionType) -> bool {
    domain.custom_domain_config.is_some()
}

/// Refuses names that are none. The texts are unconfirmed.
pub(crate) fn check(domain: &str, custom: bool) -> Result<(), Error> {
    let invalid = |text: &str| Err(Error::InvalidParameter(text.to_owned()));
    if custom {
        return if domain.contains('.') && !domain.contains("..") {
            Ok(())
        } else {
            invalid("Custom domain is not a valid subdomain.")
        };
    }
    if domain.contains('.') {
        return invalid("Domain prefix cannot contain dots without CustomDomainConfig.");
    }
    for reserved in ["aws", "amazon", "cognito"] {
        if domain.contains(reserved) {
            return Err(Error::InvalidParameter(format!(
                "Domain cannot contain reserved word: {reserved}"
            )));
        }
    }
    Ok(())
}

/// Only 1 and 2 are versions.
pub(crate) fn check_version(version: Option<i32>) -> Result<(), Error> {
    match version {
        None | Some(1 | 2) => Ok(()),
        Some(_) => Err(Error::InvalidParameter(
            "ManagedLoginVersion must be 1 or 2.".to_owned(),
        )),
    }
}

/// What a host name is looked up by: the prefix, and the region that stands with it; or the whole name.
pub(crate) fn key_of_host(name: &str) -> (&str, Option<&str>) {
    if let Some(prefix) = name.strip_suffix(".localhost") {
        return (prefix, None);
    }
    let hosted = name
        .strip_suffix(".amazoncognito.com")
        .and_then(|rest| rest.split_once(".auth."));
    match hosted {
        Some((prefix, region)) => (prefix, Some(region)),
        None => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::key_of_host;

    #[test]
    fn hosts_are_prefixes_or_whole_names() {
        for (host, expected) in [
            ("shop.localhost", ("shop", None)),
            (
                "shop.auth.eu-west-1.amazoncognito.com",
                ("shop", Some("eu-west-1")),
            ),
            ("auth.example.com", ("auth.example.com", None)),
            ("localhost", ("localhost", None)),
        ] {
            assert_eq!(key_of_host(host), expected);
        }
    }
}

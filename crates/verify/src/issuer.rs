//! Who must have issued a token: fixed by configuration, never read from the token.

use std::fmt;

use crate::error::BuildError;

/// The issuer that a token must name, character by character (RFC 7519, section 4.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Issuer(String);

impl Issuer {
    /// The issuer of a user pool on AWS: `https://cognito-idp.REGION.amazonaws.com/POOL_ID`.
    ///
    /// # Errors
    ///
    /// [`BuildError::Issuer`] when `pool_id` does not look like `eu-west-1_AbCdEfGhI`, or belongs to another
    /// region than `region`.
    ///
    /// ```
    /// use poolgate_verify::Issuer;
    ///
    /// let issuer = Issuer::aws("eu-west-1", "eu-west-1_AbCdEfGhI")?;
    /// assert_eq!(issuer.as_str(), "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI");
    /// # Ok::<(), poolgate_verify::BuildError>(())
    /// ```
    pub fn aws(region: &str, pool_id: &str) -> Result<Self, BuildError> {
        let refuse = |expected: String| BuildError::Issuer {
            expected,
            actual: pool_id.to_owned(),
        };
        let well_formed = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        match pool_id.split_once('_') {
            Some((prefix, name))
                if well_formed(prefix)
                    && name.bytes().all(|b| b.is_ascii_alphanumeric())
                    && !name.is_empty() =>
            {
                if prefix != region {
                    return Err(refuse(format!("a pool of region {region:?}")));
                }
            }
            _ => {
                return Err(refuse(
                    "a user pool id such as \"eu-west-1_AbCdEfGhI\"".to_owned(),
                ));
            }
        }
        let suffix = if region.starts_with("cn-") {
            "amazonaws.com.cn"
        } else {
            "amazonaws.com"
        };
        Ok(Self(format!(
            "https://cognito-idp.{region}.{suffix}/{pool_id}"
        )))
    }

    /// Any issuer: an embedded pool's, another Cognito-compatible server's, or the newer AWS form
    /// `https://issuer-cognito-idp.REGION.amazonaws.com/POOL_ID`.
    ///
    /// # Errors
    ///
    /// [`BuildError::Issuer`] when `url` is no `http` or `https` URL, or has a query, a fragment or white space
    /// (OpenID Connect Discovery 1.0, section 3).
    pub fn url(url: &str) -> Result<Self, BuildError> {
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        let acceptable = rest.is_some_and(|rest| {
            !rest.is_empty()
                && !rest.starts_with(['/', ':'])
                && !rest.contains(|c: char| {
                    c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '@' | '\\')
                })
        });
        if acceptable {
            Ok(Self(url.to_owned()))
        } else {
            Err(BuildError::Issuer {
                expected: "an http or https URL without user, query and fragment".to_owned(),
                actual: url.to_owned(),
            })
        }
    }

    /// The issuer as it stands in the `iss` claim.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the key set of this issuer lies unless something else is configured: the issuer followed by
    /// `/.well-known/jwks.json`.
    pub fn jwks_uri(&self) -> String {
        format!("{}/.well-known/jwks.json", self.0.trim_end_matches('/'))
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_pool_id_must_match_its_region_and_form() {
        for (region, pool) in [
            ("eu-west-1", "eu-west-2_AbCdEfGhI"),
            ("eu-west-1", "eu-west-1"),
            ("eu-west-1", "eu-west-1_"),
            ("eu-west-1", "eu-west-1_a/b"),
            ("eu-west-1", "eu-west-1_a_b"),
            ("", "_abc"),
        ] {
            assert!(Issuer::aws(region, pool).is_err(), "{region} {pool}");
        }
    }

    #[test]
    fn a_pool_in_china_has_its_own_domain() {
        let issuer = Issuer::aws("cn-north-1", "cn-north-1_AbCdEfGhI").unwrap();
        assert_eq!(
            issuer.as_str(),
            "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEfGhI"
        );
    }

    #[test]
    fn an_issuer_url_is_http_or_https_without_extras() {
        for bad in [
            "",
            "pool",
            "ftp://h/p",
            "https://",
            "https:///p",
            "https://h/p?x",
            "https://h/p#x",
            "https://h /p",
            "https://u@h/p",
        ] {
            assert!(Issuer::url(bad).is_err(), "{bad}");
        }
        let issuer = Issuer::url("http://127.0.0.1:9229/local_1/").unwrap();
        assert_eq!(issuer.as_str(), "http://127.0.0.1:9229/local_1/");
        assert_eq!(
            issuer.jwks_uri(),
            "http://127.0.0.1:9229/local_1/.well-known/jwks.json"
        );
    }
}

//! `[cognito]`: the pool and app client in front of which the gateway stands.

use std::time::Duration;

use poolgate_verify::Issuer;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::context::{Context, Hidden, is_plain_url};

const DEFAULT_REGION: &str = "us-east-1";

const COPY_AGAIN: &str = "copy it again from the app client; look for spaces and quotes";

/// `[cognito]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawCognito {
    pub(crate) user_pool_id: Option<String>,
    client_id: Option<String>,
    client_secret: Option<Hidden>,
    region: Option<String>,
    domain: Option<String>,
    endpoint_url: Option<String>,
    issuer: Option<String>,
    jwks_uri: Option<String>,
    leeway: Option<u64>,
}

/// `[aws]` as it is written: what counts where `[cognito]` says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawAws {
    region: Option<String>,
    endpoint_url: Option<String>,
}

/// The pool and app client. With the embedded pool, the ids it is to have.
#[derive(Clone, Debug)]
pub(crate) struct Cognito {
    /// The user pool, such as `eu-west-1_AbCdEfGhI`. Always set where the pool is not embedded.
    pub(crate) user_pool_id: Option<String>,
    /// The app client. Always set where the pool is not embedded.
    pub(crate) client_id: Option<String>,
    /// The secret of a confidential app client.
    pub(crate) client_secret: Option<SecretString>,
    /// The region: as set, else the prefix of the pool id, else `AWS_REGION`, else `us-east-1`.
    pub(crate) region: String,
    /// The domain of the hosted pages.
    pub(crate) domain: Option<String>,
    /// Another endpoint than that of AWS, without a slash at its end.
    pub(crate) endpoint_url: Option<String>,
    /// The issuer, where it differs from what pool id and endpoint imply.
    pub(crate) issuer: Option<String>,
    /// The address of the key set, where it differs from what the issuer implies.
    pub(crate) jwks_uri: Option<String>,
    /// How far the clocks of pool and gateway may differ: at most 60 s, 0 by default.
    pub(crate) leeway: Duration,
}

impl Cognito {
    pub(crate) fn read(raw: RawCognito, aws: RawAws, context: &mut Context) -> Self {
        let pool_id = context.checked(
            "cognito.user_pool_id",
            raw.user_pool_id,
            "write the pool's id, such as eu-west-1_AbCdEfGhI; it stands at the top of the pool's page in the AWS console",
            |text| if is_pool_id(text) { Ok(text.to_owned()) } else { Err(()) },
        );
        let client_id = context.checked(
            "cognito.client_id",
            raw.client_id,
            "write the app client's id: letters and digits, up to 128",
            |text| {
                if is_word(text, 128) {
                    Ok(text.to_owned())
                } else {
                    Err(())
                }
            },
        );
        // Those of AWS are letters and digits; other servers hand out UUIDs and the like.
        let client_secret = raw.client_secret.filter(|secret| {
            let text = secret.expose();
            let good = (1..=256).contains(&text.len())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\'');
            if !good {
                let what = "is no client secret: those are of plain letters, digits and signs";
                context.problem("cognito.client_secret", what, COPY_AGAIN);
            }
            good
        });
        let url = "write an http or https URL without query";
        let mut plain = |key: &'static str, text: Option<String>| {
            context.checked(key, text, url, |text| {
                if is_plain_url(text) {
                    Ok(text.to_owned())
                } else {
                    Err(())
                }
            })
        };
        let issuer = plain("cognito.issuer", raw.issuer);
        let jwks_uri = plain("cognito.jwks_uri", raw.jwks_uri);
        let own_endpoint = plain("cognito.endpoint_url", raw.endpoint_url);
        let aws_endpoint = plain("aws.endpoint_url", aws.endpoint_url);
        if own_endpoint.is_none() && aws_endpoint.is_some() {
            let origin = context.origin("aws.endpoint_url");
            context.derive("cognito.endpoint_url", origin);
        }
        let region = region(raw.region, pool_id.as_deref(), aws.region, context);
        let leeway = raw.leeway.unwrap_or_default();
        if leeway > 60 {
            context.problem(
                "cognito.leeway",
                format_args!("is {leeway} seconds"),
                "write at most 60, and set the clocks right",
            );
        }
        Self {
            user_pool_id: pool_id,
            client_id,
            client_secret: client_secret.map(Hidden::into_secret),
            region,
            domain: raw.domain,
            endpoint_url: own_endpoint
                .or(aws_endpoint)
                .map(|url| url.trim_end_matches('/').to_owned()),
            issuer,
            jwks_uri,
            leeway: Duration::from_secs(leeway),
        }
    }

    /// Whether a client of the embedded pool can have this secret: the pattern of `ClientSecretType`.
    pub(crate) fn has_secret_of_the_embedded_pool(&self) -> bool {
        self.client_secret
            .as_ref()
            .is_none_or(|secret| is_word(secret.expose_secret(), 64))
    }

    /// The address of the pool's key set, where it is not the one that the issuer implies: as set; of another
    /// endpoint, below that, whatever its tokens say of their issuer.
    pub(crate) fn jwks_url(&self) -> Option<String> {
        let below_endpoint = || {
            let (endpoint, pool_id) = (self.endpoint_url.as_ref()?, self.user_pool_id.as_ref()?);
            Some(format!("{endpoint}/{pool_id}/.well-known/jwks.json"))
        };
        self.jwks_uri.clone().or_else(below_endpoint)
    }

    /// The hosted pages of a pool elsewhere: the domain as set, with or without its scheme, or its prefix alone.
    pub(crate) fn hosted_url(&self) -> Option<String> {
        let domain = self.domain.as_deref()?.trim_end_matches('/');
        Some(if domain.contains("://") {
            domain.to_owned()
        } else if domain.contains(['.', ':']) {
            format!("https://{domain}")
        } else {
            format!("https://{domain}.auth.{}.amazoncognito.com", self.region)
        })
    }

    /// The issuer of the pool's tokens, where the pool is not embedded: as set; of another endpoint, the endpoint
    /// followed by the pool id; else that of AWS.
    pub(crate) fn issuer_url(&self) -> Option<String> {
        if let Some(issuer) = &self.issuer {
            return Some(issuer.clone());
        }
        let pool_id = self.user_pool_id.as_deref()?;
        match &self.endpoint_url {
            Some(endpoint) => Some(format!("{endpoint}/{pool_id}")),
            None => Issuer::aws(&self.region, pool_id)
                .ok()
                .map(|issuer| issuer.as_str().to_owned()),
        }
    }
}

fn region(
    own: Option<String>,
    pool_id: Option<&str>,
    aws: Option<String>,
    context: &mut Context,
) -> String {
    let fix = "write a region such as eu-west-1";
    let check = |text: &str| {
        if is_region(text) {
            Ok(text.to_owned())
        } else {
            Err(())
        }
    };
    if own.is_some() {
        return context
            .checked("cognito.region", own, fix, check)
            .unwrap_or_else(|| DEFAULT_REGION.to_owned());
    }
    if let Some((prefix, _)) = pool_id.and_then(|id| id.split_once('_')) {
        context.derive("cognito.region", "from the pool id");
        return prefix.to_owned();
    }
    match context.checked("aws.region", aws, fix, check) {
        Some(region) => {
            let origin = context.origin("aws.region");
            context.derive("cognito.region", origin);
            region
        }
        None => DEFAULT_REGION.to_owned(),
    }
}

fn is_region(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 32
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The pattern of `UserPoolIdType`: `[\w-]+_[0-9a-zA-Z]+`, up to 55.
fn is_pool_id(text: &str) -> bool {
    let split = text.len() <= 55 && text.is_ascii();
    let Some((prefix, name)) = text.rsplit_once('_').filter(|_| split) else {
        return false;
    };
    !prefix.is_empty()
        && prefix
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The pattern of client ids and secrets: `[\w+]+`.
fn is_word(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+')
}

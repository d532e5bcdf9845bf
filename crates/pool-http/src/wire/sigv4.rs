//! AWS Signature Version 4, the receiving side: parsed from `Authorization`, recomputed, compared.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use http::request::Parts;
use http::{HeaderMap, header};
use poolgate_pool_api::Timestamp;
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::answer::Refused;
use crate::service::AccessKey;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const SERVICE: &str = "cognito-idp";

/// How far the caller's clock may be off, in milliseconds.
const SKEW: i64 = 5 * 60 * 1000;

/// A signature as it was sent.
#[derive(Debug)]
pub struct Signature {
    /// The access key's id.
    pub key_id: String,
    /// The day of the scope, `YYYYMMDD`.
    pub date: String,
    /// The region of the scope.
    pub region: String,
    service: String,
    signed_headers: Vec<String>,
    value: String,
}

fn refused(kind: &'static str, message: impl Into<String>) -> Refused {
    Refused::Signature {
        kind,
        message: message.into(),
    }
}

/// No signature at all.
pub(crate) fn missing() -> Refused {
    refused(
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
    )
}

/// A signature with a key that counts for nothing here.
pub(crate) fn unrecognized() -> Refused {
    refused(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )
}

fn incomplete(message: &str) -> Refused {
    refused("IncompleteSignatureException", message)
}

fn mismatch() -> Refused {
    refused(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    )
}

/// Whether there is something that claims to be a signature.
pub(crate) fn is_present(headers: &HeaderMap) -> bool {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with(ALGORITHM))
}

impl Signature {
    /// Parses the `Authorization` header.
    pub(crate) fn parse(headers: &HeaderMap) -> Result<Self, Refused> {
        let value = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let parameters = value
            .and_then(|value| value.strip_prefix(ALGORITHM))
            .ok_or_else(missing)?;
        let parameter = |name: &str| {
            parameters
                .split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find_map(|(key, value)| (key == name).then(|| value.to_owned()))
                .filter(|value| !value.is_empty())
                .ok_or_else(|| {
                    incomplete(&format!(
                        "Authorization header requires '{name}' parameter."
                    ))
                })
        };
        let credential = parameter("Credential")?;
        let scope: Vec<&str> = credential.split('/').collect();
        let [key_id, date, region, service, "aws4_request"] = scope.as_slice() else {
            return Err(incomplete(
                "Credential must have exactly 5 slash-delimited elements.",
            ));
        };
        if [key_id, date, region].iter().any(|part| part.is_empty())
            || !region
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return Err(incomplete("Credential has an empty or malformed element."));
        }
        Ok(Self {
            key_id: (*key_id).to_owned(),
            date: (*date).to_owned(),
            region: (*region).to_owned(),
            service: (*service).to_owned(),
            signed_headers: parameter("SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            value: parameter("Signature")?,
        })
    }

    /// Recomputes the signature with the secret of its key, and compares. The key is the answer.
    pub(crate) fn verify<'k>(
        &self,
        keys: &'k [AccessKey],
        parts: &Parts,
        body: &[u8],
        now: Timestamp,
    ) -> Result<&'k AccessKey, Refused> {
        let key = keys
            .iter()
            .find(|key| key.id == self.key_id)
            .ok_or_else(unrecognized)?;
        check_session_token(key, &parts.headers)?;
        if self.service != SERVICE {
            return Err(refused(
                "InvalidSignatureException",
                format!("Credential should be scoped to correct service: '{SERVICE}'."),
            ));
        }
        let sent_at = self.check_time(&parts.headers, now)?;
        for required in ["host", "x-amz-date", "x-amz-target"] {
            if parts.headers.contains_key(required)
                && !self.signed_headers.iter().any(|name| name == required)
            {
                return Err(mismatch());
            }
        }
        let canonical = self.canonical_request(parts, body);
        let scope = format!("{}/{}/{SERVICE}/aws4_request", self.date, self.region);
        let to_sign = format!(
            "{ALGORITHM}\n{sent_at}\n{scope}\n{}",
            hex::encode(digest(&SHA256, canonical.as_bytes()))
        );
        let secret = format!("AWS4{}", key.secret.expose_secret());
        let signing_key = [
            self.date.as_str(),
            self.region.as_str(),
            SERVICE,
            "aws4_request",
        ]
        .iter()
        .fold(secret.into_bytes(), |key, part| mac(&key, part.as_bytes()));
        let expected = hex::encode(mac(&signing_key, to_sign.as_bytes()));
        let matches = expected.as_bytes().ct_eq(self.value.as_bytes());
        if matches.into() {
            Ok(key)
        } else {
            Err(mismatch())
        }
    }

    /// `X-Amz-Date`, which must be near now and of the scope's day.
    fn check_time<'h>(&self, headers: &'h HeaderMap, now: Timestamp) -> Result<&'h str, Refused> {
        let sent = headers
            .get("x-amz-date")
            .and_then(|value| value.to_str().ok());
        let sent = sent.ok_or_else(|| {
            incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        })?;
        let moment = parse_time(sent)
            .ok_or_else(|| incomplete("Date must be in ISO-8601 'basic format'."))?;
        if !sent.starts_with(&self.date) {
            return Err(refused(
                "InvalidSignatureException",
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.",
            ));
        }
        if moment < now.0 - SKEW {
            return Err(refused(
                "InvalidSignatureException",
                format!("Signature expired: {sent} is now earlier than 5 min. ago"),
            ));
        }
        if moment > now.0 + SKEW {
            return Err(refused(
                "InvalidSignatureException",
                format!("Signature not yet current: {sent} is still later than 5 min. from now"),
            ));
        }
        Ok(sent)
    }

    fn canonical_request(&self, parts: &Parts, body: &[u8]) -> String {
        let mut query: Vec<&str> = parts
            .uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .collect();
        query.sort_unstable();
        let mut names = self.signed_headers.clone();
        names.sort_unstable();
        let headers: String = names
            .iter()
            .flat_map(|name| {
                [
                    name.clone(),
                    ":".to_owned(),
                    header_value(&parts.headers, name),
                    "\n".to_owned(),
                ]
            })
            .collect();
        format!(
            "{}\n{}\n{}\n{headers}\n{}\n{}",
            parts.method,
            parts.uri.path(),
            query.join("&"),
            names.join(";"),
            hex::encode(digest(&SHA256, body)),
        )
    }
}

/// A temporary key counts only with its token, and a lasting one with none.
fn check_session_token(key: &AccessKey, headers: &HeaderMap) -> Result<(), Refused> {
    let sent = headers
        .get("x-amz-security-token")
        .map_or(&b""[..], |token| token.as_bytes());
    let wanted = key
        .session_token
        .as_ref()
        .map_or("", |token| token.expose_secret());
    if wanted.as_bytes().ct_eq(sent).into() {
        Ok(())
    } else {
        Err(unrecognized())
    }
}

/// The values of a header, joined, with runs of spaces made one.
fn header_value(headers: &HeaderMap, name: &str) -> String {
    let values: Vec<String> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    values.join(",")
}

fn mac(key: &[u8], data: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data)
        .as_ref()
        .to_vec()
}

/// `YYYYMMDDTHHMMSSZ` in milliseconds since 1970.
fn parse_time(text: &str) -> Option<i64> {
    let parsed = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    let zoned = parsed.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests;

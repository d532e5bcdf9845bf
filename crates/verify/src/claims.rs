//! What a verified token says.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, shown_json};

/// The latest time that is read as one: the last second of the year 9999, in Unix seconds.
const MAX_TIME: u64 = 253_402_300_799;

/// Which of Cognito's two kinds of JWT a token is: the claim `token_use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenUse {
    /// An access token: `"access"`. It says what may be done.
    Access,
    /// An ID token: `"id"`. It says who the user is.
    Id,
}

impl TokenUse {
    /// The value of the claim.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Id => "id",
        }
    }
}

/// The claims of a verified token.
///
/// Only verification makes one, so a function that takes `&Claims` cannot be called with unchecked ones. Serialises
/// as the JSON object that was signed. `Debug` shows who and what for, but no personal attributes.
#[derive(Clone, PartialEq)]
pub struct Claims {
    raw: Map<String, Value>,
    token_use: TokenUse,
    /// The client id, where an ID token has several audiences.
    client_id: String,
    expires_at: u64,
    issued_at: Option<u64>,
}

impl Claims {
    /// The user's id in the pool, `sub` (RFC 7519, section 4.1.2); of a machine's token, the client id.
    pub fn sub(&self) -> &str {
        self.text("sub").unwrap_or_default()
    }

    /// Whether it is an access or an ID token: `token_use`.
    pub fn token_use(&self) -> TokenUse {
        self.token_use
    }

    /// The app client that the token was made for: `client_id` of an access token, `aud` of an ID token.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The issuer, `iss` (RFC 7519, section 4.1.1).
    pub fn issuer(&self) -> &str {
        self.text("iss").unwrap_or_default()
    }

    /// The user name: `username` of an access token, `cognito:username` of an ID token. A token of the
    /// client-credentials grant has none.
    pub fn username(&self) -> Option<&str> {
        self.text(username_claim(self.token_use))
    }

    /// The groups, `cognito:groups`, in the token's order: by precedence.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let list = self.raw.get("cognito:groups").and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether the user is in this group.
    pub fn has_group(&self, group: &str) -> bool {
        self.groups().any(|name| name == group)
    }

    /// The scopes, `scope` split at spaces (RFC 6749, section 3.3). ID tokens have none.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        let scope = self.text("scope").unwrap_or_default();
        scope.split(' ').filter(|scope| !scope.is_empty())
    }

    /// Whether this scope was granted.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes().any(|name| name == scope)
    }

    /// When the token was made, `iat` in Unix seconds (RFC 7519, section 4.1.6).
    pub fn issued_at(&self) -> Option<u64> {
        self.issued_at
    }

    /// When the token stops being valid, `exp` in Unix seconds (RFC 7519, section 4.1.4).
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// When the user signed in, `auth_time` in Unix seconds (OpenID Connect Core 1.0, section 2).
    pub fn auth_time(&self) -> Option<u64> {
        self.raw.get("auth_time").and_then(Value::as_u64)
    }

    /// The id of the token, `jti` (RFC 7519, section 4.1.7).
    pub fn jti(&self) -> Option<&str> {
        self.text("jti")
    }

    /// The id that all tokens of one sign-in share, `origin_jti`; absent where the app client has token revocation off.
    pub fn origin_jti(&self) -> Option<&str> {
        self.text("origin_jti")
    }

    /// Any claim, such as `email` or `custom:role`.
    pub fn get(&self, claim: &str) -> Option<&Value> {
        self.raw.get(claim)
    }

    /// Any claim, where it is a text.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.raw.get(claim).and_then(Value::as_str)
    }

    /// Every claim, in the token's order.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.raw
    }

    /// Every claim, read into a type of the caller's.
    ///
    /// # Errors
    ///
    /// What serde says when the claims do not fit the type.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&Value::Object(self.raw.clone()))
    }

    /// Checks the types that the accessors promise. The decisions are the verifier's.
    pub(crate) fn new(
        raw: Map<String, Value>,
        token_use: TokenUse,
        client_id: String,
    ) -> Result<Self, Error> {
        let expires_at = time(&raw, "exp")?.ok_or(ErrorKind::ClaimMissing {
            claim: "exp",
            expected: TIME,
        })?;
        let issued_at = time(&raw, "iat")?;
        required_text(&raw, "sub")?;
        for claim in [username_claim(token_use), "scope"] {
            if raw.get(claim).is_some_and(|value| !value.is_string()) {
                return Err(invalid(&raw, claim, "a text"));
            }
        }
        let groups = raw.get("cognito:groups");
        if groups.is_some_and(|value| {
            value
                .as_array()
                .is_none_or(|list| !list.iter().all(Value::is_string))
        }) {
            return Err(invalid(&raw, "cognito:groups", "a list of texts"));
        }
        Ok(Self {
            raw,
            token_use,
            client_id,
            expires_at,
            issued_at,
        })
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("sub", &self.sub())
            .field("token_use", &self.token_use)
            .field("client_id", &self.client_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Serialize for Claims {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

fn username_claim(token_use: TokenUse) -> &'static str {
    match token_use {
        TokenUse::Access => "username",
        TokenUse::Id => "cognito:username",
    }
}

const TIME: &str = "a whole number of seconds since 1970, until the year 9999";

/// A `NumericDate`. RFC 7519, section 2, allows fractions; Cognito sends none, and accepting them would let `1e308` in.
pub(crate) fn time(raw: &Map<String, Value>, claim: &'static str) -> Result<Option<u64>, Error> {
    match raw.get(claim) {
        None => Ok(None),
        Some(value) => match value.as_u64().filter(|&seconds| seconds <= MAX_TIME) {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(invalid(raw, claim, TIME)),
        },
    }
}

/// A claim that must be there and be a text with something in it.
pub(crate) fn required_text<'a>(
    raw: &'a Map<String, Value>,
    claim: &'static str,
) -> Result<&'a str, Error> {
    match raw.get(claim) {
        None => Err(ErrorKind::ClaimMissing {
            claim,
            expected: "a text",
        }
        .into()),
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(_) => Err(invalid(raw, claim, "a text that is not empty")),
    }
}

pub(crate) fn invalid(
    raw: &Map<String, Value>,
    claim: &'static str,
    expected: &'static str,
) -> Error {
    ErrorKind::ClaimInvalid {
        claim,
        expected,
        actual: shown_json(raw.get(claim)),
    }
    .into()
}

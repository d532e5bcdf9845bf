//! Why a token was refused.
//!
//! [`Error`] is what verification answers; [`BuildError`] what a wrong configuration answers, once, at the start;
//! [`FetchError`] what a [`FetchKeySet`](crate::FetchKeySet) answers. An [`Error`] carries what was expected and
//! what was found, for logs and for the person who configures; it never carries the token. A client should be shown
//! [`Error::public_message`], which is fixed text.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Why a token was refused.
///
/// Small to pass around; the facts are in [`kind`](Error::kind).
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// What was wrong, with the expected and the actual values.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Whether the token is valid and only its groups or scopes do not suffice: 403, not 401
    /// (RFC 6750, section 3.1, `insufficient_scope`).
    pub fn is_forbidden(&self) -> bool {
        matches!(
            *self.0,
            ErrorKind::GroupMissing { .. } | ErrorKind::ScopeMissing { .. }
        )
    }

    /// Whether the token could not be judged, because the keys could not be had: the caller may try again.
    pub fn is_unavailable(&self) -> bool {
        matches!(
            *self.0,
            ErrorKind::KeysUnavailable { .. } | ErrorKind::KeyNotCached { .. }
        )
    }

    /// The HTTP status that fits: 401, 403 ([`is_forbidden`](Error::is_forbidden)) or 503
    /// ([`is_unavailable`](Error::is_unavailable)).
    pub fn status(&self) -> u16 {
        if self.is_forbidden() {
            403
        } else if self.is_unavailable() {
            503
        } else {
            401
        }
    }

    /// The kind as a stable word for logs, metrics and error bodies, such as `expired` or `issuer_mismatch`.
    pub fn code(&self) -> &'static str {
        self.0.code()
    }

    /// A sentence for the client. Fixed text: nothing of the token or the configuration is in it.
    pub fn public_message(&self) -> &'static str {
        match *self.0 {
            ErrorKind::Expired { .. } => "The token has expired.",
            ErrorKind::NotYetValid { .. } => "The token is not valid yet.",
            ErrorKind::GroupMissing { .. } | ErrorKind::ScopeMissing { .. } => {
                "The token does not carry the rights that this needs."
            }
            ErrorKind::KeysUnavailable { .. } | ErrorKind::KeyNotCached { .. } => {
                "The token cannot be checked at the moment."
            }
            _ => "The token is not valid.",
        }
    }

    /// How long to wait before asking again, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match *self.0 {
            ErrorKind::KeysUnavailable { retry_after, .. } => Some(retry_after),
            _ => None,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

/// What was wrong with a token.
///
/// Texts out of the token are cut to 80 characters, and control characters in them are replaced.
#[non_exhaustive]
#[derive(Clone, Debug, thiserror::Error)]
pub enum ErrorKind {
    /// The token is larger than the verifier reads.
    #[error("the token has {actual} bytes, at most {max} are read")]
    TooLong {
        /// The limit, in bytes.
        max: usize,
        /// The size, in bytes.
        actual: usize,
    },
    /// The token is not three base64url segments, joined by full stops (RFC 7515, section 3.1).
    #[error("the token has {actual} segments, expected 3")]
    Segments {
        /// How many there are (5 is an encrypted token).
        actual: usize,
    },
    /// A segment is not base64url without padding, or not what it should contain.
    #[error("the {segment} is malformed: expected {expected}, {problem}")]
    Malformed {
        /// `header`, `payload` or `signature`.
        segment: &'static str,
        /// What was expected there.
        expected: &'static str,
        /// What was found.
        problem: String,
    },
    /// The header names another algorithm than RS256 (RFC 8725, section 3.1).
    #[error("alg is {actual}, expected \"RS256\"")]
    Algorithm {
        /// The `alg` of the header, as JSON; `nothing` when there is none.
        actual: String,
    },
    /// The header has a member that this verifier must not pass over: `crit` or `b64` (RFC 7515, section 4.1.11;
    /// RFC 7797, section 6), or a `typ` other than `JWT` and `at+jwt` (RFC 8725, section 3.11).
    #[error("the header member {name} is {actual}, expected {expected}")]
    Header {
        /// The member.
        name: &'static str,
        /// What is allowed.
        expected: &'static str,
        /// What was found, as JSON.
        actual: String,
    },
    /// The header has no `kid` to find the key by.
    #[error("kid is {actual}, expected a text of 1 to 256 bytes")]
    KeyId {
        /// What was found, as JSON; `nothing` when there is none.
        actual: String,
    },
    /// The key set has no key of that id.
    #[error("no key has the id {actual:?}, the key set has {expected:?}")]
    KeyUnknown {
        /// The ids of the key set.
        expected: Vec<String>,
        /// The `kid` of the header.
        actual: String,
    },
    /// The key set could not be fetched, and nothing cached helps.
    #[error("the key set cannot be had: {source}")]
    KeysUnavailable {
        /// Why not.
        source: FetchError,
        /// When the next attempt will be made.
        retry_after: Duration,
    },
    /// Only the cache was asked, and it does not have the key ([`Verifier::verify_cached`](crate::Verifier::verify_cached)).
    #[error("the key {actual:?} is not in the cache")]
    KeyNotCached {
        /// The `kid` of the header.
        actual: String,
    },
    /// The signature is not that of the key over header and payload.
    #[error("the signature is not one of key {key_id:?} over this header and payload")]
    Signature {
        /// The id of the key that was tried.
        key_id: String,
    },
    /// A required claim is absent.
    #[error("the claim {claim} is missing, expected {expected}")]
    ClaimMissing {
        /// The claim.
        claim: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// A claim has a wrong type or an impossible value.
    #[error("the claim {claim} is {actual}, expected {expected}")]
    ClaimInvalid {
        /// The claim.
        claim: &'static str,
        /// What was expected.
        expected: &'static str,
        /// What was found, as JSON.
        actual: String,
    },
    /// Another issuer (RFC 7519, section 4.1.1).
    #[error("the issuer is {actual:?}, expected {expected:?}")]
    Issuer {
        /// The configured issuer.
        expected: String,
        /// The `iss` of the token.
        actual: String,
    },
    /// An ID token where an access token is required, or the other way round.
    #[error("token_use is {actual:?}, expected {expected}")]
    TokenUse {
        /// What the verifier accepts.
        expected: &'static str,
        /// The `token_use` of the token.
        actual: String,
    },
    /// Made for another app client.
    #[error("{claim} is {actual:?}, expected one of {expected:?}")]
    Client {
        /// `client_id` (access tokens) or `aud` (ID tokens).
        claim: &'static str,
        /// The configured client ids.
        expected: Vec<String>,
        /// Those of the token.
        actual: Vec<String>,
    },
    /// `exp` has passed (RFC 7519, section 4.1.4).
    #[error("the token expired at {expired_at}, and it is {now} with {leeway} s of leeway")]
    Expired {
        /// `exp`, in Unix seconds.
        expired_at: u64,
        /// The verifier's time, in Unix seconds.
        now: u64,
        /// The configured leeway, in seconds.
        leeway: u64,
    },
    /// `nbf` or `iat` lies ahead (RFC 7519, sections 4.1.5 and 4.1.6).
    #[error("{claim} is {not_before}, and it is only {now} with {leeway} s of leeway")]
    NotYetValid {
        /// `nbf` or `iat`.
        claim: &'static str,
        /// Its value, in Unix seconds.
        not_before: u64,
        /// The verifier's time, in Unix seconds.
        now: u64,
        /// The configured leeway, in seconds.
        leeway: u64,
    },
    /// Valid, but not in a required group. An authorisation failure.
    #[error("the groups are {actual:?}, required {quantity} {expected:?}")]
    GroupMissing {
        /// `any of` or `all of`.
        quantity: &'static str,
        /// The required groups.
        expected: Vec<String>,
        /// The groups of the token.
        actual: Vec<String>,
    },
    /// Valid, but without a required scope. An authorisation failure.
    #[error("the scopes are {actual:?}, required {quantity} {expected:?}")]
    ScopeMissing {
        /// `any of` or `all of`.
        quantity: &'static str,
        /// The required scopes.
        expected: Vec<String>,
        /// The scopes of the token.
        actual: Vec<String>,
    },
}

impl ErrorKind {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "token_too_long",
            Self::Segments { .. } | Self::Malformed { .. } => "token_malformed",
            Self::Algorithm { .. } => "algorithm_refused",
            Self::Header { .. } => "header_refused",
            Self::KeyId { .. } => "key_id_missing",
            Self::KeyUnknown { .. } => "key_unknown",
            Self::KeysUnavailable { .. } => "keys_unavailable",
            Self::KeyNotCached { .. } => "key_not_cached",
            Self::Signature { .. } => "signature_wrong",
            Self::ClaimMissing { .. } => "claim_missing",
            Self::ClaimInvalid { .. } => "claim_invalid",
            Self::Issuer { .. } => "issuer_mismatch",
            Self::TokenUse { .. } => "token_use_mismatch",
            Self::Client { .. } => "client_mismatch",
            Self::Expired { .. } => "expired",
            Self::NotYetValid { .. } => "not_yet_valid",
            Self::GroupMissing { .. } => "group_missing",
            Self::ScopeMissing { .. } => "scope_missing",
        }
    }
}

/// A verifier that cannot be built as asked.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The issuer or the pool id is not one.
    #[error("the issuer or pool id {actual:?} cannot be used: expected {expected}")]
    Issuer {
        /// What was expected.
        expected: String,
        /// What was given.
        actual: String,
    },
    /// An empty list of client ids; accepting any client must be said ([`ClientIds::any`](crate::ClientIds::any)).
    #[error(
        "the list of client ids is empty; to accept tokens of every app client, say so with ClientIds::any()"
    )]
    NoClientIds,
    /// More leeway than 60 s.
    #[error("a leeway of {actual:?} is too much: at most {max:?}")]
    Leeway {
        /// The most that is allowed.
        max: Duration,
        /// What was asked for.
        actual: Duration,
    },
    /// No source of keys: the feature `reqwest` is off and none was given.
    #[error(
        "there is no source of keys: give one to key_source(), or turn on the feature \"reqwest\""
    )]
    NoKeySource,
    /// The address of the key set cannot be used.
    #[error("the address of the key set, {actual:?}, cannot be used: expected {expected}")]
    JwksUri {
        /// What was expected.
        expected: String,
        /// What was given.
        actual: String,
    },
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a key set could not be fetched.
#[derive(Clone)]
pub struct FetchError(Arc<BoxError>);

impl FetchError {
    /// Wraps a cause, or a text.
    pub fn new(cause: impl Into<BoxError>) -> Self {
        Self(Arc::new(cause.into()))
    }
}

impl fmt::Debug for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The cause and its own causes, joined by colons: an HTTP library's outermost text alone seldom says what happened.
impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(inner) = cause {
            write!(f, ": {inner}")?;
            cause = inner.source();
        }
        Ok(())
    }
}

impl std::error::Error for FetchError {}

/// A text out of a token as it may stand in an error: short, and without control characters.
pub(crate) fn shown(text: &str) -> String {
    const LIMIT: usize = 80;
    let mut short: String = text
        .chars()
        .take(LIMIT)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(LIMIT).is_some() {
        short.push_str("...");
    }
    short
}

/// A JSON value out of a token, likewise.
pub(crate) fn shown_json(value: Option<&serde_json::Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| shown(&value.to_string()))
}

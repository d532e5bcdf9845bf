//! Sign-ins and what belongs to them: sessions, refresh tokens, signing keys.

use poolgate_pool_api::{Secret, Timestamp};

/// A sign-in: everything that its refresh token gives belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// `origin_jti` in the tokens.
    pub id: String,
    /// `event_id` in the tokens.
    pub event_id: String,
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// The app client.
    pub client_id: String,
    /// `auth_time` in the tokens.
    pub signed_in_at: Timestamp,
    /// When its refresh tokens end.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// `device_key` in the access tokens: the device, where the pool keeps track of them.
    pub device_key: Option<String>,
    /// The scopes of a sign-in by OAuth; none for a sign-in by the API.
    pub scopes: Option<Vec<String>>,
    /// The resource that its access tokens are for (RFC 8707), where one was asked for.
    pub audience: Option<String>,
}

/// A refresh token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// The sign-in it belongs to.
    pub session_id: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it was used up, where the client rotates its tokens.
    pub spent_at: Option<Timestamp>,
    /// The token that took its place then.
    pub successor: Option<Secret>,
}

/// Failed sign-ins of a user, or of a name that is no user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInFailures {
    /// The pool.
    pub pool_id: String,
    /// The user's `sub`, or what stands for a name.
    pub subject: String,
    /// How many there were.
    pub count: u32,
    /// When the last one was.
    pub last_at: Timestamp,
    /// Until then every try is refused.
    pub locked_until: Timestamp,
}

/// What a token is for, and so which of a pool's two keys signs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenUse {
    /// Access tokens.
    Access,
    /// ID tokens.
    Id,
}

impl TokenUse {
    /// The claim `token_use`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Id => "id",
        }
    }
}

/// A signing key of a pool.
#[derive(Debug, Clone)]
pub struct SigningKey {
    /// What it signs.
    pub token_use: TokenUse,
    /// Its id in token headers and key sets.
    pub kid: String,
    /// The private key: PKCS#8 in base64. Stored sealed.
    pub pkcs8: Secret,
}

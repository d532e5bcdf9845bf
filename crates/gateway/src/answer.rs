//! The answers that several routes share.

use std::collections::BTreeMap;
use std::fmt;

use axum::Json;
use axum::response::{IntoResponse, Response};
use poolgate_client::{Delivery, SignIn, Tokens};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::audit;
use crate::challenge::Session;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::session::{self, Browser, SetCookie};

/// A secret that is meant for the caller: in the answer, and nowhere else.
#[derive(Clone)]
pub(crate) struct Handed(SecretString);

impl Handed {
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<SecretString> for Handed {
    fn from(secret: SecretString) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for Handed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handed(hidden)")
    }
}

impl Serialize for Handed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

/// It is done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {
    #[schema(example = true)]
    success: bool,
    message: &'static str,
}

impl Done {
    pub(crate) fn new(message: &'static str) -> Self {
        Self {
            success: true,
            message,
        }
    }
}

/// Where a code went, masked by the pool.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryAnswer {
    #[schema(example = "u***@e***")]
    destination: Option<String>,
    /// `EMAIL` or `SMS`.
    #[schema(example = "EMAIL")]
    medium: Option<String>,
    #[schema(example = "email")]
    attribute: Option<String>,
}

impl From<Delivery> for DeliveryAnswer {
    fn from(delivery: Delivery) -> Self {
        Self {
            destination: delivery.destination,
            medium: delivery.medium,
            attribute: delivery.attribute,
        }
    }
}

impl DeliveryAnswer {
    /// The attribute that holds the address.
    pub(crate) fn attribute(&self) -> Option<String> {
        self.attribute.clone()
    }

    /// The masked address.
    pub(crate) fn destination(&self) -> Option<String> {
        self.destination.clone()
    }

    /// What the pool would say of this address, for the answers that must not tell accounts apart.
    pub(crate) fn simulated(address: &str) -> Option<Self> {
        let (local, domain) = address.rsplit_once('@')?;
        let (local, domain) = (local.chars().next()?, domain.chars().next()?);
        Some(Self {
            destination: Some(format!("{local}***@{domain}***")),
            medium: Some("EMAIL".to_owned()),
            attribute: Some("email".to_owned()),
        })
    }
}

/// A code is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentAnswer {
    #[schema(example = true)]
    success: bool,
    message: &'static str,
    delivery: Option<DeliveryAnswer>,
}

impl SentAnswer {
    /// Where the code went, masked.
    pub(crate) fn destination(&self) -> Option<String> {
        self.delivery.as_ref()?.destination()
    }

    pub(crate) fn new(message: &'static str, delivery: Option<DeliveryAnswer>) -> Self {
        Self {
            success: true,
            message,
            delivery,
        }
    }
}

/// Tokens, and who signed in with them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokensAnswer {
    #[schema(example = true)]
    success: bool,
    /// A JWT: the bearer token of the other routes.
    #[schema(value_type = String)]
    pub(crate) access_token: Handed,
    /// A JWT about the user.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<Handed>,
    /// After a refresh only where the pool rotates it.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Handed>,
    #[schema(example = "Bearer")]
    pub(crate) token_type: String,
    /// Seconds.
    #[schema(example = 3600)]
    pub(crate) expires_in: i32,
    /// At a sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<SignedInUser>,
}

/// Who signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedInUser {
    sub: String,
    /// What the user signed in with.
    #[schema(example = "user@example.com")]
    username: String,
    #[schema(example = "user@example.com")]
    email: Option<String>,
    email_verified: bool,
    groups: Vec<String>,
}

impl From<Tokens> for TokensAnswer {
    fn from(tokens: Tokens) -> Self {
        Self {
            success: true,
            access_token: tokens.access_token.into(),
            id_token: tokens.id_token.map(Handed::from),
            refresh_token: tokens.refresh_token.map(Handed::from),
            token_type: tokens.token_type,
            expires_in: tokens.expires_in,
            user: None,
        }
    }
}

impl TokensAnswer {
    /// The answer to a sign-in. The tokens come from the pool itself, so they are read, not verified.
    pub(crate) fn signed_in(tokens: Tokens, typed: &str) -> Self {
        let about = tokens.id_token.as_ref().unwrap_or(&tokens.access_token);
        let claims = poolgate_verify::decode_unverified(about.expose_secret())
            .map(|token| token.claims)
            .unwrap_or_default();
        let user = SignedInUser::from_claims(&claims, typed);
        audit::subject(&user.sub);
        Self {
            user: Some(user),
            ..Self::from(tokens)
        }
    }

    /// The answer of a session, whose refresh token stays here.
    pub(crate) fn of_session(
        access_token: SecretString,
        id_token: Option<SecretString>,
        expires_in: i32,
    ) -> Self {
        Self::from(Tokens {
            access_token,
            id_token,
            refresh_token: None,
            token_type: "Bearer".to_owned(),
            expires_in,
        })
    }
}

impl SignedInUser {
    /// Who signed in. The tokens come from the pool itself, so they are read, not verified.
    fn of_tokens(tokens: &Tokens, typed: &str) -> Self {
        let about = tokens.id_token.as_ref().unwrap_or(&tokens.access_token);
        let claims = poolgate_verify::decode_unverified(about.expose_secret())
            .map(|token| token.claims)
            .unwrap_or_default();
        Self::from_claims(&claims, typed)
    }

    fn from_claims(claims: &Map<String, Value>, typed: &str) -> Self {
        let text = |name| claims.get(name).and_then(Value::as_str);
        Self {
            sub: text("sub").unwrap_or_default().to_owned(),
            username: typed.to_owned(),
            email: text("email").map(str::to_owned),
            email_verified: claims.get("email_verified").is_some_and(is_true),
            groups: claims
                .get("cognito:groups")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|group| group.as_str().map(str::to_owned))
                .collect(),
        }
    }
}

/// A truth as tokens have it, or as attributes have it.
pub(crate) fn is_true(value: &Value) -> bool {
    matches!(value, Value::Bool(true)) || value.as_str() == Some("true")
}

/// The pool wants something more.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChallengeAnswer {
    #[schema(example = true)]
    success: bool,
    pub(crate) challenge: ChallengeStep,
}

/// What it wants.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChallengeStep {
    /// Cognito's name of the challenge.
    #[schema(example = "NEW_PASSWORD_REQUIRED")]
    pub(crate) name: String,
    /// To be handed back with the answer.
    #[schema(value_type = String)]
    pub(crate) session: Handed,
    /// What the pool says about it.
    pub(crate) parameters: BTreeMap<String, String>,
    /// What there is to choose from, where there is a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) available: Vec<String>,
}

/// A session of the browser, whose cookie comes with the answer. The tokens stay in the gateway.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionAnswer {
    #[schema(example = true)]
    success: bool,
    user: SignedInUser,
    /// When the session ends in any case, RFC 3339.
    #[schema(example = "2026-11-21T12:00:00Z")]
    session_ends_at: Option<String>,
}

/// Tokens, a session, or the next challenge.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SignInAnswer {
    Tokens(TokensAnswer),
    Session(SessionAnswer),
    Challenge(ChallengeAnswer),
}

/// The answer to a step of a sign-in, and the cookie that may come with it.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) cookie: Option<SetCookie>,
    pub(crate) answer: SignInAnswer,
}

impl IntoResponse for SignedIn {
    fn into_response(self) -> Response {
        (self.cookie, Json(self.answer)).into_response()
    }
}

impl SignedIn {
    /// After a step of a sign-in.
    pub(crate) async fn after(
        gateway: &Gateway,
        browser: &Browser,
        step: SignIn,
        session: &Session,
    ) -> Result<Self, ApiError> {
        let tokens = match step {
            SignIn::Tokens(tokens) => tokens,
            SignIn::Challenge(challenge) => {
                audit::outcome_is_challenge();
                let session = session.then(&challenge).seal_here(gateway);
                return Ok(Self {
                    cookie: None,
                    answer: SignInAnswer::Challenge(ChallengeAnswer {
                        success: true,
                        challenge: ChallengeStep {
                            name: challenge.name,
                            session: session.into(),
                            parameters: challenge.parameters,
                            available: challenge.available,
                        },
                    }),
                });
            }
        };
        let user = SignedInUser::of_tokens(&tokens, &session.typed);
        audit::subject(&user.sub);
        let Some(keep) = session.keep else {
            return Ok(Self {
                cookie: None,
                answer: SignInAnswer::Tokens(TokensAnswer {
                    user: Some(user),
                    ..TokensAnswer::from(tokens)
                }),
            });
        };
        let (cookie, ends_at) =
            session::begin(gateway, browser, &tokens, &session.typed, keep).await?;
        let ends_at = jiff::Timestamp::from_millisecond(ends_at).ok();
        Ok(Self {
            cookie: Some(cookie),
            answer: SignInAnswer::Session(SessionAnswer {
                success: true,
                user,
                session_ends_at: ends_at.map(|time| time.to_string()),
            }),
        })
    }
}

/// Seconds since 1970 as a text (RFC 3339), in UTC.
#[expect(
    clippy::cast_possible_truncation,
    reason = "out-of-range numbers saturate, and are then no time"
)]
pub(crate) fn time(seconds: f64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds as i64).ok()?;
    Some(time.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn r40_a_simulated_delivery_looks_like_a_real_one() {
        let delivery = DeliveryAnswer::simulated("user@example.com").expect("an address");
        assert_eq!(
            serde_json::to_value(delivery).expect("JSON"),
            json!({"destination": "u***@e***", "medium": "EMAIL", "attribute": "email"})
        );
        assert!(DeliveryAnswer::simulated("user").is_none());
    }

    #[test]
    fn a_time_is_text_and_nonsense_is_none() {
        assert_eq!(
            time(1_795_176_000.5).as_deref(),
            Some("2026-11-20T12:00:00Z")
        );
        assert_eq!(time(f64::INFINITY), None);
    }

    #[test]
    fn a_user_is_read_from_claims_or_from_nothing() {
        let claims = json!({"sub": "sub-1", "email": "u@e.c", "email_verified": true, "cognito:groups": ["admins"]});
        let user = SignedInUser::from_claims(claims.as_object().expect("an object"), "U@e.c");
        assert_eq!(
            serde_json::to_value(user).expect("JSON"),
            json!({"sub": "sub-1", "username": "U@e.c", "email": "u@e.c", "email_verified": true, "groups": ["admins"]})
        );
        let nobody = SignedInUser::from_claims(&Map::new(), "x");
        assert!(!nobody.email_verified);
    }

    #[test]
    fn r58_a_handed_secret_cannot_be_printed() {
        assert_eq!(format!("{:?}", Handed("MARK".into())), "Handed(hidden)");
    }
}

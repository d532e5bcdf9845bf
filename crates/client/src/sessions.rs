//! Where a user is signed in: the list of sessions, and the end of one.
//!
//! The AWS SDK for Rust does not have these operations yet, so they are called by hand. The access
//! token alone speaks in them: nothing is signed.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::Client;
use crate::error::Error;

/// More pages than a person has sessions: 125 sessions a page.
const MOST_PAGES: usize = 20;

/// A session of a user: one sign-in and what came of it.
#[derive(Clone, PartialEq)]
pub struct UserSession {
    /// The id, for [`Client::revoke_session`].
    pub id: String,
    /// The app client that the user signed in to.
    pub client_id: Option<String>,
    /// When it began, in seconds since 1970.
    pub created_at: Option<f64>,
    /// When it was last used, in seconds since 1970.
    pub last_active_at: Option<f64>,
    /// The kind of device, in the pool's words.
    pub device: Option<String>,
    /// The address that it was last used from.
    pub ip_address: Option<String>,
    /// Where that address lies.
    pub city: Option<String>,
    /// Where that address lies.
    pub country: Option<String>,
    /// Whether it is the session of the access token that asks.
    pub is_current: bool,
}

impl fmt::Debug for UserSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserSession")
            .field("id", &self.id)
            .field("is_current", &self.is_current)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    sessions: Vec<Found>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    session_id: String,
    client_id: Option<String>,
    create_date: Option<f64>,
    last_active_date: Option<f64>,
    device_type: Option<String>,
    #[serde(rename = "LastIPAddress")]
    last_ip_address: Option<String>,
    last_location: Option<Location>,
    is_current_session: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Location {
    city: Option<String>,
    country: Option<String>,
}

impl From<Found> for UserSession {
    fn from(found: Found) -> Self {
        let (city, country) = found
            .last_location
            .map_or((None, None), |place| (place.city, place.country));
        Self {
            id: found.session_id,
            client_id: found.client_id,
            created_at: found.create_date,
            last_active_at: found.last_active_date,
            device: found.device_type,
            ip_address: found.last_ip_address,
            city,
            country,
            is_current: found.is_current_session.unwrap_or_default(),
        }
    }
}

impl Client {
    /// The sessions of the signed-in user. Pools track them only where they are set to.
    ///
    /// AWS: `ListUserSessions`, all pages.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// for session in client.sessions(&access_token).await? {
    ///     if !session.is_current {
    ///         client.revoke_session(&access_token, &session.id).await?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn sessions(&self, access_token: &SecretString) -> Result<Vec<UserSession>, Error> {
        let mut sessions = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut body = json!({"AccessToken": access_token.expose_secret()});
            if let Some(token) = next {
                body["NextToken"] = Value::String(token);
            }
            let page: Page = self.call_unsigned("ListUserSessions", &body).await?;
            sessions.extend(page.sessions.into_iter().map(UserSession::from));
            next = page.next_token;
            if next.is_none() {
                break;
            }
        }
        Ok(sessions)
    }

    /// Ends one session of the signed-in user: its tokens count no longer.
    ///
    /// AWS: `RevokeUserSession`.
    pub async fn revoke_session(
        &self,
        access_token: &SecretString,
        session_id: &str,
    ) -> Result<(), Error> {
        let body = json!({"AccessToken": access_token.expose_secret(), "SessionId": session_id});
        let _: Value = self.call_unsigned("RevokeUserSession", &body).await?;
        Ok(())
    }
}

//! Accounts that anybody may pick or make up, and what each provider says of one.

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) email: String,
    pub(super) name: String,
}

impl Account {
    pub(super) fn new(email: &str, name: &str) -> Self {
        let email = email.trim().to_ascii_lowercase();
        let name = match name.trim() {
            "" => email.split('@').next().unwrap_or_default().to_owned(),
            name => name.to_owned(),
        };
        Self { email, name }
    }

    /// The provider's name for it: 21 digits as Google has them, always the same for an address.
    fn id(&self, provider: &str) -> String {
        let hash = digest(&SHA256, format!("{provider} {}", self.email).as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_ref()[..8]);
        format!("1{:020}", u64::from_be_bytes(first))
    }

    /// What the provider says of it.
    pub(super) fn claims(&self, provider: &str) -> Map<String, Value> {
        let id = self.id(provider);
        let (given, family) = self.name.split_once(' ').unwrap_or((&self.name, ""));
        let claims = match provider {
            "Facebook" => json!({
                "id": id,
                "name": self.name,
                "first_name": given,
                "last_name": family,
                "email": self.email,
            }),
            "LoginWithAmazon" => json!({
                "user_id": format!("amzn1.account.{id}"),
                "name": self.name,
                "email": self.email,
            }),
            "SignInWithApple" => json!({
                "sub": id,
                "email": self.email,
                "email_verified": true,
                "is_private_email": false,
            }),
            _ => json!({
                "sub": id,
                "name": self.name,
                "given_name": given,
                "family_name": family,
                "email": self.email,
                "email_verified": true,
                "locale": "en",
            }),
        };
        match claims {
            Value::Object(claims) => claims,
            _ => Map::new(),
        }
    }
}

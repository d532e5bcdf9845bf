//! The UserInfo endpoint (OpenID Connect Core §5.3): the attributes that an access token's scopes open.

use serde_json::{Map, Value, json};

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Client, Pool, User};
use crate::token;

/// Why there is no answer.
#[derive(Debug)]
pub enum NoUserInfo {
    /// The token does not count.
    InvalidToken,
    /// The token is not for this.
    WithoutOpenid,
    /// Something failed.
    Failed(Error),
}

/// The user's attributes, of those that the scopes open and the client may read.
///
/// # Errors
/// If the token does not count here, or lacks the scope `openid`.
pub async fn run(
    engine: &Engine,
    pool: &Pool,
    access_token: &str,
) -> Result<Map<String, Value>, NoUserInfo> {
    let who = token::authenticate_for(engine, access_token, "openid").await;
    let who = who.map_err(|error| match error {
        Error::AccessTokenScope => NoUserInfo::WithoutOpenid,
        error => match error.exception().name {
            "NotAuthorizedException" | "UserNotFoundException" => NoUserInfo::InvalidToken,
            _ => NoUserInfo::Failed(error),
        },
    })?;
    if who.pool.id != pool.id {
        return Err(NoUserInfo::InvalidToken);
    }
    Ok(claims(&who.client, &who.user, &who.scopes))
}

/// Verified flags and lists are texts here, unlike in ID tokens.
fn claims(client: &Client, user: &User, scopes: &[String]) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(user.sub));
    for (name, value) in &user.attributes {
        let opened = token::opens(scopes, name) && client.rules.may_read(name);
        if name != "sub" && !name.starts_with("dev:") && opened {
            claims.insert(name.clone(), json!(value));
        }
    }
    claims.insert("username".to_owned(), json!(user.username));
    claims
}

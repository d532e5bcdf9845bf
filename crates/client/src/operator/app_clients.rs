//! App clients of a pool: made, found by name, described.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::types::{
    ExplicitAuthFlowsType, FeatureType, PreventUserExistenceErrorTypes, TimeUnitsType,
    UserPoolClientType,
};
use secrecy::SecretString;

use super::{Operator, all_pages};
use crate::error::{Error, incomplete};
use crate::sdk::once;

/// How many clients are asked for at a time: the most that Cognito gives.
const PAGE: i32 = 60;

/// An app client that is to be made. It signs in the pool's own users, hides which of them exist, and can
/// revoke its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAppClient {
    /// Its name, which other clients may have too.
    pub name: String,
    /// Whether it is confidential: the pool makes up a secret.
    pub with_secret: bool,
    /// The ways to sign in, such as `ALLOW_USER_PASSWORD_AUTH`.
    pub flows: Vec<String>,
}

/// An app client as it is.
#[derive(Clone, Debug)]
pub struct AppClient {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its secret, where it is confidential.
    pub secret: Option<SecretString>,
    /// The ways to sign in.
    pub flows: BTreeSet<String>,
    /// Whether it hides which users exist.
    pub hides_users: bool,
    /// Whether its tokens can be revoked.
    pub revokes_tokens: bool,
    /// Where browsers may be sent back to.
    pub callback_urls: Vec<String>,
    /// Where browsers may be sent after a sign-out.
    pub logout_urls: Vec<String>,
    /// The OAuth grants: `code`, `implicit`, `client_credentials`.
    pub oauth_flows: BTreeSet<String>,
    /// Who users may come from: `COGNITO` for the pool itself, and identity providers by name.
    pub identity_providers: BTreeSet<String>,
    /// The attributes that users may write; nothing for all of them.
    pub writable: Option<BTreeSet<String>>,
    /// Whether each refresh gives a new refresh token and ends the old one.
    pub rotates_refresh_tokens: bool,
    /// For how many seconds a refresh token is valid.
    pub refresh_token_seconds: i64,
}

impl Operator {
    /// Ids and names of all app clients.
    pub async fn list_app_clients(&self) -> Result<Vec<(String, String)>, Error> {
        let clients = all_pages(async |token| {
            let answer = self
                .sdk
                .list_user_pool_clients()
                .user_pool_id(self.pool_id())
                .max_results(PAGE)
                .set_next_token(token)
                .send()
                .await?;
            let clients = answer.user_pool_clients.unwrap_or_default();
            Ok((clients, answer.next_token))
        })
        .await?;
        Ok(clients
            .into_iter()
            .filter_map(|client| Some((client.client_id?, client.client_name.unwrap_or_default())))
            .collect())
    }

    /// Makes an app client.
    pub async fn create_app_client(&self, new: &NewAppClient) -> Result<AppClient, Error> {
        let flows = new.flows.iter();
        let answer = self
            .sdk
            .create_user_pool_client()
            .user_pool_id(self.pool_id())
            .client_name(&new.name)
            .generate_secret(new.with_secret)
            .set_explicit_auth_flows(Some(
                flows
                    .map(|flow| ExplicitAuthFlowsType::from(flow.as_str()))
                    .collect(),
            ))
            .supported_identity_providers("COGNITO")
            .prevent_user_existence_errors(PreventUserExistenceErrorTypes::Enabled)
            .enable_token_revocation(true)
            .customize()
            .config_override(once())
            .send()
            .await?;
        answer
            .user_pool_client
            .map_or_else(|| Err(incomplete("app client")), AppClient::from_sdk)
    }

    /// Describes an app client, with its secret.
    pub async fn describe_app_client(&self, client_id: &str) -> Result<AppClient, Error> {
        let answer = self
            .sdk
            .describe_user_pool_client()
            .user_pool_id(self.pool_id())
            .client_id(client_id)
            .send()
            .await?;
        answer
            .user_pool_client
            .map_or_else(|| Err(incomplete("app client")), AppClient::from_sdk)
    }
}

/// Days where no unit is set; unset, 30 of them.
fn refresh_token_seconds(validity: i32, unit: Option<&TimeUnitsType>) -> i64 {
    const DAY: i64 = 24 * 60 * 60;
    let unit = match unit {
        Some(TimeUnitsType::Seconds) => 1,
        Some(TimeUnitsType::Minutes) => 60,
        Some(TimeUnitsType::Hours) => 60 * 60,
        _ => DAY,
    };
    match i64::from(validity) {
        0 => 30 * DAY,
        validity => validity * unit,
    }
}

impl AppClient {
    fn from_sdk(client: UserPoolClientType) -> Result<Self, Error> {
        let flows = client.explicit_auth_flows.unwrap_or_default();
        Ok(Self {
            id: client.client_id.ok_or_else(|| incomplete("client id"))?,
            name: client.client_name.unwrap_or_default(),
            secret: client
                .client_secret
                .filter(|secret| !secret.is_empty())
                .map(SecretString::from),
            flows: flows.iter().map(|flow| flow.as_str().to_owned()).collect(),
            hides_users: client.prevent_user_existence_errors
                == Some(PreventUserExistenceErrorTypes::Enabled),
            revokes_tokens: client.enable_token_revocation.unwrap_or(true),
            callback_urls: client.callback_urls.unwrap_or_default(),
            logout_urls: client.logout_urls.unwrap_or_default(),
            oauth_flows: client
                .allowed_o_auth_flows
                .unwrap_or_default()
                .iter()
                .map(|flow| flow.as_str().to_owned())
                .collect(),
            identity_providers: client
                .supported_identity_providers
                .unwrap_or_default()
                .into_iter()
                .collect(),
            writable: client
                .write_attributes
                .filter(|names| !names.is_empty())
                .map(|names| names.into_iter().collect()),
            rotates_refresh_tokens: client
                .refresh_token_rotation
                .is_some_and(|rotation| rotation.feature == FeatureType::Enabled),
            refresh_token_seconds: refresh_token_seconds(
                client.refresh_token_validity,
                client
                    .token_validity_units
                    .as_ref()
                    .and_then(|units| units.refresh_token.as_ref()),
            ),
        })
    }
}

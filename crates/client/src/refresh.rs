//! Refresh: new tokens for a refresh token, on new pools and on those that know only the old way.
//!
//! `GetTokensFromRefreshToken` takes the client secret itself and needs no user name. A pool that does
//! not know it gets `InitiateAuth` with `REFRESH_TOKEN_AUTH`, where a confidential client must hash the
//! real user name; that name is looked up by email address.

use std::sync::atomic::Ordering;

use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use secrecy::{ExposeSecret, SecretString};

use crate::client::Client;
use crate::error::{Error, incomplete};
use crate::sdk::once;
use crate::types::Tokens;

impl Client {
    /// Exchanges a refresh token for new tokens. `email` matters only to a confidential client on a
    /// pool that does not know `GetTokensFromRefreshToken`.
    pub async fn refresh(
        &self,
        refresh_token: &SecretString,
        email: Option<&str>,
    ) -> Result<Tokens, Error> {
        if !self.inner.old_refresh.load(Ordering::Relaxed) {
            match self.refresh_by_token(refresh_token).await {
                Err(Error::UnknownOperation { .. }) => {
                    tracing::info!(
                        "the pool does not know GetTokensFromRefreshToken: refreshing by InitiateAuth from now on"
                    );
                    self.inner.old_refresh.store(true, Ordering::Relaxed);
                }
                answer => return answer,
            }
        }
        self.refresh_by_flow(refresh_token, email).await
    }

    async fn refresh_by_token(&self, refresh_token: &SecretString) -> Result<Tokens, Error> {
        let answer = self
            .sdk()
            .get_tokens_from_refresh_token()
            .refresh_token(refresh_token.expose_secret())
            .client_id(self.client_id())
            .set_client_secret(self.client_secret())
            .customize()
            .config_override(once())
            .send()
            .await?;
        answer
            .authentication_result
            .and_then(Tokens::from_sdk)
            .ok_or_else(|| incomplete("access token"))
    }

    async fn refresh_by_flow(
        &self,
        refresh_token: &SecretString,
        email: Option<&str>,
    ) -> Result<Tokens, Error> {
        let mut call = self
            .sdk()
            .initiate_auth()
            .client_id(self.client_id())
            .auth_flow(AuthFlowType::RefreshTokenAuth)
            .auth_parameters("REFRESH_TOKEN", refresh_token.expose_secret());
        if self.inner.config.client_secret.is_some() {
            let email = email.ok_or(Error::UsernameNeeded)?;
            let username = self.username_of(email).await?;
            if let Some(hash) = self.secret_hash(&username) {
                call = call.auth_parameters("SECRET_HASH", hash);
            }
        }
        let answer = call.send().await?;
        answer
            .authentication_result
            .and_then(Tokens::from_sdk)
            .ok_or_else(|| incomplete("access token"))
    }

    /// The user name that `SECRET_HASH` needs. A look-up takes AWS credentials; without them the email
    /// address itself is tried, which is right in pools where it is the user name.
    async fn username_of(&self, email: &str) -> Result<String, Error> {
        let answer = self
            .sdk()
            .admin_get_user()
            .user_pool_id(&self.inner.config.user_pool_id)
            .username(email)
            .send()
            .await
            .map_err(Error::from);
        match answer {
            Ok(user) => Ok(user.username),
            Err(
                Error::AccessDenied { .. } | Error::UnknownOperation { .. } | Error::UserNotFound,
            ) => Ok(email.to_owned()),
            Err(error) => Err(error),
        }
    }
}

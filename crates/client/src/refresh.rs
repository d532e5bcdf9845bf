//! Refresh: new tokens for a refresh token, on new pools and on those that know only the old way.
//!
//! `GetTokensFromRefreshToken` takes the client secret itself and needs no user name. A pool that does
//! not know it gets `InitiateAuth` with `REFRESH_TOKEN_AUTH`, where a confidential client must hash the
//! real user name; that name is looked up by email address.

use std::sync::atomic::Ordering;

use aws_sdk_cognitoidentityprovider::error::SdkError;
use aws_sdk_cognitoidentityprovider::types::AuthFlowType;
use secrecy::{ExposeSecret, SecretString};

use crate::client::Client;
use crate::error::{Error, incomplete};
use crate::sdk::once;
use crate::types::Tokens;

/// What a pool makes of `GetTokensFromRefreshToken`.
enum Answer {
    Tokens(Tokens),
    Refused(Error),
    /// It says that it does not know the operation.
    Unknown,
    /// It fails, which some pools do instead of saying that.
    Failed(Error),
}

impl Client {
    /// Exchanges a refresh token for new tokens. `email` matters only to a confidential client on a
    /// pool that does not know `GetTokensFromRefreshToken`.
    ///
    /// AWS: `GetTokensFromRefreshToken`, or `InitiateAuth` with `REFRESH_TOKEN_AUTH`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, refresh_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// let tokens = client.refresh(&refresh_token, None).await?;
    /// // Where the pool rotates refresh tokens, the old one ends: keep the new one.
    /// let refresh_token = tokens.refresh_token.unwrap_or(refresh_token);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn refresh(
        &self,
        refresh_token: &SecretString,
        email: Option<&str>,
    ) -> Result<Tokens, Error> {
        if self.inner.old_refresh.load(Ordering::Relaxed) {
            return self.refresh_by_flow(refresh_token, email).await;
        }
        match self.refresh_by_token(refresh_token).await {
            Answer::Tokens(tokens) => Ok(tokens),
            Answer::Refused(error) => Err(error),
            Answer::Unknown => {
                let answer = self.refresh_by_flow(refresh_token, email).await;
                if answer.is_ok() {
                    tracing::info!(
                        "the pool does not know GetTokensFromRefreshToken: refreshing by InitiateAuth from now on"
                    );
                    self.inner.old_refresh.store(true, Ordering::Relaxed);
                }
                answer
            }
            Answer::Failed(error) => {
                let answer = self.refresh_by_flow(refresh_token, email).await;
                answer.map_err(|_| error)
            }
        }
    }

    async fn refresh_by_token(&self, refresh_token: &SecretString) -> Answer {
        let answer = self
            .sdk()
            .get_tokens_from_refresh_token()
            .refresh_token(refresh_token.expose_secret())
            .client_id(self.client_id())
            .set_client_secret(self.client_secret())
            .customize()
            .config_override(once())
            .send()
            .await;
        let error = match answer {
            Ok(answer) => {
                let tokens = answer.authentication_result.and_then(Tokens::from_sdk);
                return tokens.map_or_else(
                    || Answer::Refused(incomplete("access token")),
                    Answer::Tokens,
                );
            }
            Err(error) => error,
        };
        let failed = error
            .raw_response()
            .is_some_and(|response| response.status().is_server_error());
        match error {
            // Not JSON: a page of a web framework that has no such handler.
            SdkError::ResponseError(_) => Answer::Unknown,
            error => match Error::from(error) {
                Error::UnknownOperation { .. } => Answer::Unknown,
                error if failed => Answer::Failed(error),
                error => Answer::Refused(error),
            },
        }
    }

    async fn refresh_by_flow(
        &self,
        refresh_token: &SecretString,
        email: Option<&str>,
    ) -> Result<Tokens, Error> {
        if self.inner.config.client_secret.is_none() {
            return self.refresh_as(refresh_token, None).await;
        }
        let email = email.ok_or(Error::UsernameNeeded)?;
        let username = self.username_of(email).await?;
        match self.refresh_as(refresh_token, Some(&username)).await {
            // Some pools want the name that the user signed in with.
            Err(Error::WrongClientSecret { .. } | Error::NotAuthorized { .. })
                if username != email =>
            {
                self.refresh_as(refresh_token, Some(email)).await
            }
            answer => answer,
        }
    }

    async fn refresh_as(
        &self,
        refresh_token: &SecretString,
        username: Option<&str>,
    ) -> Result<Tokens, Error> {
        let mut call = self
            .sdk()
            .initiate_auth()
            .client_id(self.client_id())
            .auth_flow(AuthFlowType::RefreshTokenAuth)
            .auth_parameters("REFRESH_TOKEN", refresh_token.expose_secret());
        if let Some(hash) = username.and_then(|name| self.secret_hash(name)) {
            call = call.auth_parameters("SECRET_HASH", hash);
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
                error @ (Error::AccessDenied { .. }
                | Error::UnknownOperation { .. }
                | Error::UserNotFound),
            ) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the user name cannot be looked up for a refresh: trying the address in its place"
                );
                Ok(email.to_owned())
            }
            Err(error) => Err(error),
        }
    }
}

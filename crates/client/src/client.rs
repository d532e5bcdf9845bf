//! The client itself: how it is built, and how a user signs in and out.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use aws_sdk_cognitoidentityprovider as sdk;
use sdk::types::{AuthFlowType, ChallengeNameType};
use secrecy::{ExposeSecret, SecretString};

use crate::challenge::{Challenge, ChallengeAnswer, SignIn};
use crate::config::{ClientConfig, SignInFlow};
use crate::error::{Error, incomplete};
use crate::guard::Guard;
use crate::sdk::once;
use crate::types::{Tokens, User, attribute_map};

/// A client for one app client of one user pool. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) sdk: sdk::Client,
    pub(crate) config: ClientConfig,
    /// Before calls over the network.
    pub(crate) guard: Option<Arc<Guard>>,
    /// Whether the pool said that it does not know `GetTokensFromRefreshToken`.
    pub(crate) old_refresh: AtomicBool,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("config", &self.inner.config)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Builds the client. Nothing is called yet, and credentials are not looked for.
    pub async fn new(config: ClientConfig) -> Self {
        let guard = Guard::of(&config);
        let sdk = sdk::Client::from_conf(crate::sdk::config(&config, guard.as_ref()).await);
        Self {
            inner: Arc::new(Inner {
                sdk,
                guard,
                config,
                old_refresh: AtomicBool::new(false),
            }),
        }
    }

    /// What the client was built from.
    pub fn config(&self) -> &ClientConfig {
        &self.inner.config
    }

    pub(crate) fn sdk(&self) -> &sdk::Client {
        &self.inner.sdk
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.inner.config.client_id
    }

    pub(crate) fn user_pool_id(&self) -> &str {
        &self.inner.config.user_pool_id
    }

    pub(crate) fn client_secret(&self) -> Option<String> {
        let secret = self.inner.config.client_secret.as_ref()?;
        Some(secret.expose_secret().to_owned())
    }

    /// `SECRET_HASH` for this user name; none for a public client.
    pub(crate) fn secret_hash(&self, username: &str) -> Option<String> {
        let secret = self.inner.config.client_secret.as_ref()?;
        Some(poolgate_crypto::secret_hash(
            username,
            self.client_id(),
            secret,
        ))
    }

    /// Signs a user in by the configured flow.
    ///
    /// AWS: `InitiateAuth`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// use poolgate_client::SignIn;
    ///
    /// match client.login("user@example.com", &"Test123456".into()).await? {
    ///     SignIn::Tokens(tokens) => println!("signed in for {} seconds", tokens.expires_in),
    ///     SignIn::Challenge(challenge) => println!("next: {}", challenge.name),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn login(&self, username: &str, password: &SecretString) -> Result<SignIn, Error> {
        let step = match self.inner.config.flow {
            SignInFlow::Password => self.login_by_password(username, password).await,
        };
        step.map_err(|error| match error {
            // A sign-in asks for no new password: some pools say it of a wrong one.
            Error::InvalidPassword { .. } => Error::WrongCredentials,
            error => error,
        })
    }

    async fn login_by_password(
        &self,
        username: &str,
        password: &SecretString,
    ) -> Result<SignIn, Error> {
        let mut call = self
            .sdk()
            .initiate_auth()
            .client_id(self.client_id())
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .auth_parameters("USERNAME", username)
            .auth_parameters("PASSWORD", password.expose_secret());
        if let Some(hash) = self.secret_hash(username) {
            call = call.auth_parameters("SECRET_HASH", hash);
        }
        let answer = call.send().await?;
        step(Step {
            result: answer.authentication_result,
            name: answer.challenge_name,
            session: answer.session,
            parameters: answer.challenge_parameters,
            available: answer.available_challenges,
        })
    }

    /// Answers a challenge, whichever it is.
    ///
    /// AWS: `RespondToAuthChallenge`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// use poolgate_client::{ChallengeAnswer, SignIn};
    ///
    /// let name = "user@example.com";
    /// if let SignIn::Challenge(challenge) = client.login(name, &"Temp123456".into()).await? {
    ///     let answer = ChallengeAnswer {
    ///         username: challenge.username().unwrap_or(name).to_owned(),
    ///         name: challenge.name,
    ///         session: challenge.session,
    ///         responses: [("NEW_PASSWORD".to_owned(), "Test123456".into())].into(),
    ///     };
    ///     client.respond_to_challenge(answer).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn respond_to_challenge(&self, answer: ChallengeAnswer) -> Result<SignIn, Error> {
        let mut call = self
            .sdk()
            .respond_to_auth_challenge()
            .client_id(self.client_id())
            .challenge_name(ChallengeNameType::from(answer.name.as_str()))
            .set_session(answer.session.map(|s| s.expose_secret().to_owned()));
        for (name, value) in &answer.responses {
            if name != "USERNAME" && name != "SECRET_HASH" {
                call = call.challenge_responses(name, value.expose_secret());
            }
        }
        call = call.challenge_responses("USERNAME", &answer.username);
        if let Some(hash) = self.secret_hash(&answer.username) {
            call = call.challenge_responses("SECRET_HASH", hash);
        }
        let answer = call.customize().config_override(once()).send().await?;
        step(Step {
            result: answer.authentication_result,
            name: answer.challenge_name,
            session: answer.session,
            parameters: answer.challenge_parameters,
            available: None,
        })
    }

    /// Ends one session: its refresh token and the access tokens that came from it.
    ///
    /// AWS: `RevokeToken`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, refresh_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// client.revoke_token(&refresh_token).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn revoke_token(&self, refresh_token: &SecretString) -> Result<(), Error> {
        self.sdk()
            .revoke_token()
            .token(refresh_token.expose_secret())
            .client_id(self.client_id())
            .set_client_secret(self.client_secret())
            .send()
            .await?;
        Ok(())
    }

    /// Ends all sessions of the user.
    ///
    /// AWS: `GlobalSignOut`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// client.global_sign_out(&access_token).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn global_sign_out(&self, access_token: &SecretString) -> Result<(), Error> {
        self.sdk()
            .global_sign_out()
            .access_token(access_token.expose_secret())
            .send()
            .await?;
        Ok(())
    }

    /// Reads the user's own account. A signed-out token is refused.
    ///
    /// AWS: `GetUser`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// let user = client.get_user(&access_token).await?;
    /// println!("{:?}", user.attributes.get("email"));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn get_user(&self, access_token: &SecretString) -> Result<User, Error> {
        let answer = self
            .sdk()
            .get_user()
            .access_token(access_token.expose_secret())
            .send()
            .await?;
        Ok(User {
            username: answer.username,
            attributes: attribute_map(answer.user_attributes),
            mfa_methods: answer.user_mfa_setting_list.unwrap_or_default(),
            preferred_mfa: answer.preferred_mfa_setting.filter(|name| !name.is_empty()),
        })
    }
}

pub(crate) struct Step {
    pub(crate) result: Option<sdk::types::AuthenticationResultType>,
    pub(crate) name: Option<ChallengeNameType>,
    pub(crate) session: Option<String>,
    pub(crate) parameters: Option<std::collections::HashMap<String, String>>,
    pub(crate) available: Option<Vec<ChallengeNameType>>,
}

pub(crate) fn step(step: Step) -> Result<SignIn, Error> {
    if let Some(result) = step.result {
        return Tokens::from_sdk(result)
            .map(SignIn::Tokens)
            .ok_or_else(|| incomplete("access token"));
    }
    let name = step.name.ok_or_else(|| incomplete("challenge"))?;
    Ok(SignIn::Challenge(Challenge {
        name: name.as_str().to_owned(),
        session: step
            .session
            .filter(|session| !session.is_empty())
            .map(SecretString::from),
        parameters: step.parameters.unwrap_or_default().into_iter().collect(),
        available: step
            .available
            .unwrap_or_default()
            .iter()
            .map(|name| name.as_str().to_owned())
            .collect(),
    }))
}

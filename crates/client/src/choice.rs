//! Choice-based sign-in (`USER_AUTH`): without a password, by a code or a passkey.

use aws_sdk_cognitoidentityprovider::types::AuthFlowType;

use crate::challenge::SignIn;
use crate::client::{Client, Step, step};
use crate::error::Error;
use crate::sdk::once;

impl Client {
    /// Starts a choice-based sign-in. `preferred` is the challenge that the user would like, such as
    /// `EMAIL_OTP`, `SMS_OTP` or `WEB_AUTHN`; the pool answers with it where the user can take it, else
    /// with the choice (`SELECT_CHALLENGE`). Codes are sent at once.
    ///
    /// AWS: `InitiateAuth` with the flow `USER_AUTH`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// use poolgate_client::SignIn;
    ///
    /// if let SignIn::Challenge(challenge) = client.start_choice("user@example.com", Some("EMAIL_OTP")).await? {
    ///     println!("{} went to {:?}", challenge.name, challenge.parameters.get("CODE_DELIVERY_DESTINATION"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start_choice(
        &self,
        username: &str,
        preferred: Option<&str>,
    ) -> Result<SignIn, Error> {
        let mut call = self
            .sdk()
            .initiate_auth()
            .client_id(self.client_id())
            .auth_flow(AuthFlowType::UserAuth)
            .auth_parameters("USERNAME", username);
        if let Some(preferred) = preferred {
            call = call.auth_parameters("PREFERRED_CHALLENGE", preferred);
        }
        if let Some(hash) = self.secret_hash(username) {
            call = call.auth_parameters("SECRET_HASH", hash);
        }
        let answer = call.customize().config_override(once()).send().await?;
        step(Step {
            result: answer.authentication_result,
            name: answer.challenge_name,
            session: answer.session,
            parameters: answer.challenge_parameters,
            available: answer.available_challenges,
        })
    }
}

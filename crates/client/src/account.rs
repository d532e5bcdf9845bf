//! Sign-up, confirmation, passwords, and the end of an account.

use secrecy::{ExposeSecret, SecretString};

use crate::client::Client;
use crate::error::Error;
use crate::sdk::once;
use crate::types::{Delivery, NewUser, SignedUp, attribute_list};

impl Client {
    /// Signs a user up. The pool sends a confirmation code where it is set to.
    ///
    /// AWS: `SignUp`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// use poolgate_client::NewUser;
    ///
    /// let user = NewUser {
    ///     username: "user@example.com".into(),
    ///     password: "Test123456".into(),
    ///     attributes: [("email".to_owned(), "user@example.com".to_owned())].into(),
    /// };
    /// let signed_up = client.sign_up(&user).await?;
    /// println!("{} is confirmed: {}", signed_up.user_sub, signed_up.confirmed);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn sign_up(&self, user: &NewUser) -> Result<SignedUp, Error> {
        let answer = self
            .sdk()
            .sign_up()
            .client_id(self.client_id())
            .username(&user.username)
            .password(user.password.expose_secret())
            .set_secret_hash(self.secret_hash(&user.username))
            .set_user_attributes(Some(attribute_list(&user.attributes)?))
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(SignedUp {
            user_sub: answer.user_sub,
            confirmed: answer.user_confirmed,
            delivery: answer.code_delivery_details.map(Delivery::from),
            session: answer.session.map(SecretString::from),
        })
    }

    /// Confirms a sign-up with the code that the user received.
    ///
    /// AWS: `ConfirmSignUp`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// client.confirm_sign_up("user@example.com", &"123456".into()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn confirm_sign_up(&self, username: &str, code: &SecretString) -> Result<(), Error> {
        self.sdk()
            .confirm_sign_up()
            .client_id(self.client_id())
            .username(username)
            .confirmation_code(code.expose_secret())
            .set_secret_hash(self.secret_hash(username))
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }

    /// Sends a new confirmation code; the older one ends.
    ///
    /// AWS: `ResendConfirmationCode`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// if let Some(delivery) = client.resend_confirmation_code("user@example.com").await? {
    ///     println!("look at {:?}", delivery.destination);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn resend_confirmation_code(
        &self,
        username: &str,
    ) -> Result<Option<Delivery>, Error> {
        let answer = self
            .sdk()
            .resend_confirmation_code()
            .client_id(self.client_id())
            .username(username)
            .set_secret_hash(self.secret_hash(username))
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(answer.code_delivery_details.map(Delivery::from))
    }

    /// Sends a code with which the user can choose a new password.
    ///
    /// AWS: `ForgotPassword`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// client.forgot_password("user@example.com").await?;
    /// // With the code that the user received:
    /// client.confirm_forgot_password("user@example.com", &"123456".into(), &"Other123456".into()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn forgot_password(&self, username: &str) -> Result<Option<Delivery>, Error> {
        let answer = self
            .sdk()
            .forgot_password()
            .client_id(self.client_id())
            .username(username)
            .set_secret_hash(self.secret_hash(username))
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(answer.code_delivery_details.map(Delivery::from))
    }

    /// Sets a new password with the code of [`Client::forgot_password`].
    ///
    /// AWS: `ConfirmForgotPassword`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client) -> Result<(), poolgate_client::Error> {
    /// client.confirm_forgot_password("user@example.com", &"123456".into(), &"Other123456".into()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn confirm_forgot_password(
        &self,
        username: &str,
        code: &SecretString,
        new_password: &SecretString,
    ) -> Result<(), Error> {
        self.sdk()
            .confirm_forgot_password()
            .client_id(self.client_id())
            .username(username)
            .confirmation_code(code.expose_secret())
            .password(new_password.expose_secret())
            .set_secret_hash(self.secret_hash(username))
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }

    /// Changes the password of a signed-in user. A user who signs in without a password has no
    /// current one.
    ///
    /// AWS: `ChangePassword`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// let (old, new) = ("Test123456".into(), "Other123456".into());
    /// client.change_password(&access_token, Some(&old), &new).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn change_password(
        &self,
        access_token: &SecretString,
        current: Option<&SecretString>,
        new_password: &SecretString,
    ) -> Result<(), Error> {
        self.sdk()
            .change_password()
            .access_token(access_token.expose_secret())
            .set_previous_password(current.map(|password| password.expose_secret().to_owned()))
            .proposed_password(new_password.expose_secret())
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }

    /// Deletes the signed-in user, with everything that belongs to it.
    ///
    /// AWS: `DeleteUser`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// client.delete_user(&access_token).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn delete_user(&self, access_token: &SecretString) -> Result<(), Error> {
        self.sdk()
            .delete_user()
            .access_token(access_token.expose_secret())
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }
}

//! A signed-in user writes its attributes and verifies its addresses. The access token alone speaks
//! here: no call carries a `SECRET_HASH`.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use crate::client::Client;
use crate::error::Error;
use crate::sdk::once;
use crate::types::{Delivery, attribute_list};

impl Client {
    /// Writes attributes; an empty value removes one. Where addresses changed, the pool sends codes
    /// to verify them if it is set to: where they went.
    ///
    /// AWS: `UpdateUserAttributes`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// let attributes = [("given_name".to_owned(), "Ada".to_owned())].into();
    /// client.update_user_attributes(&access_token, &attributes).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn update_user_attributes(
        &self,
        access_token: &SecretString,
        attributes: &BTreeMap<String, String>,
    ) -> Result<Vec<Delivery>, Error> {
        let answer = self
            .sdk()
            .update_user_attributes()
            .access_token(access_token.expose_secret())
            .set_user_attributes(Some(attribute_list(attributes)?))
            .customize()
            .config_override(once())
            .send()
            .await?;
        let deliveries = answer.code_delivery_details_list.unwrap_or_default();
        Ok(deliveries.into_iter().map(Delivery::from).collect())
    }

    /// Sends a code with which the user verifies this attribute, `email` or `phone_number`.
    ///
    /// AWS: `GetUserAttributeVerificationCode`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// client.get_user_attribute_verification_code(&access_token, "email").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn get_user_attribute_verification_code(
        &self,
        access_token: &SecretString,
        attribute: &str,
    ) -> Result<Option<Delivery>, Error> {
        let answer = self
            .sdk()
            .get_user_attribute_verification_code()
            .access_token(access_token.expose_secret())
            .attribute_name(attribute)
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(answer.code_delivery_details.map(Delivery::from))
    }

    /// Verifies an attribute with the code that the user received.
    ///
    /// AWS: `VerifyUserAttribute`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// client.verify_user_attribute(&access_token, "email", &"123456".into()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn verify_user_attribute(
        &self,
        access_token: &SecretString,
        attribute: &str,
        code: &SecretString,
    ) -> Result<(), Error> {
        self.sdk()
            .verify_user_attribute()
            .access_token(access_token.expose_secret())
            .attribute_name(attribute)
            .code(code.expose_secret())
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }
}

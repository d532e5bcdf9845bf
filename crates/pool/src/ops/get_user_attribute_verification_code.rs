//! GetUserAttributeVerificationCode: a code to verify an address of a signed-in user.

use poolgate_pool_api::types::{
    GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse,
};

use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::flow::{attempts, codes};
use crate::model::{Attempt, CodeRef, Destination, Purpose};
use crate::token;
use crate::trigger::custom_message::{self, MessageSource, Recipient};

/// Sends the code: to a new address that waits for one, else to the address as it is. That a waiting
/// one comes first is unconfirmed.
pub async fn run(
    ctx: &Ctx,
    input: GetUserAttributeVerificationCodeRequest,
) -> Result<GetUserAttributeVerificationCodeResponse, Error> {
    let ctx = &ctx.with_client_metadata(input.client_metadata.as_ref());
    ctx.retry(async || -> Result<_, Retry> {
        let who = token::authenticate(ctx, input.access_token.expose()).await?;
        let (pool, user) = (&who.pool, &who.user);
        let (purpose, attribute) = Purpose::to_verify(&input.attribute_name)
            .ok_or_else(super::verify_user_attribute::not_verifiable)?;
        let reference = CodeRef {
            pool_id: pool.id.clone(),
            sub: user.sub.clone(),
            purpose,
        };
        let now = ctx.clock.now();
        let waiting = ctx.store.code(&reference).await?;
        let waiting = waiting.filter(|code| code.replaces && now < code.expires_at);
        let to = |address: String| Destination { attribute, address };
        let count = attempts::of_user(ctx, user, Attempt::GetAttributeCode);
        let (send, destination) = match (waiting, user.attribute(attribute)) {
            (Some(code), _) => {
                let to = to(code.address);
                (codes::send_to_replace(ctx, pool, user, purpose, &to), to)
            }
            (None, Some(address)) => {
                let to = to(address.to_owned());
                (codes::send(ctx, pool, user, purpose, &to), to)
            }
            // The text is unconfirmed.
            (None, None) => {
                return refuse(Error::InvalidParameter(format!(
                    "User does not have a {attribute} to verify."
                )));
            }
        };
        let mut changes = Vec::from(send);
        changes.push(count);
        let recipient = Recipient::new(pool, &who.client.id, user);
        let source = MessageSource::VerifyUserAttribute;
        custom_message::write(ctx, &recipient, source, &mut changes).await?;
        ctx.commit(changes).await?;
        Ok(GetUserAttributeVerificationCodeResponse {
            code_delivery_details: Some(destination.details()),
        })
    })
    .await
}

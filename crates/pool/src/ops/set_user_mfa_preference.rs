//! SetUserMFAPreference: the signed-in user turns second factors on and off.

use poolgate_pool_api::types::{SetUserMfaPreferenceRequest, SetUserMfaPreferenceResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::mfa_preference::{self, Preference};
use crate::token;

/// Changes the factors that the request names.
pub async fn run(
    ctx: &Ctx,
    input: SetUserMfaPreferenceRequest,
) -> Result<SetUserMfaPreferenceResponse, Error> {
    ctx.retry(async || {
        let who = token::authenticate(ctx, input.access_token.expose()).await?;
        let preference = Preference {
            sms: input.sms_mfa_settings.as_ref(),
            software_token: input.software_token_mfa_settings.as_ref(),
            email: input.email_mfa_settings.as_ref(),
            passkeys: input.web_authn_mfa_settings.as_ref(),
        };
        mfa_preference::set(ctx, &who.pool, &who.user, &preference).await?;
        Ok(SetUserMfaPreferenceResponse {})
    })
    .await
}

//! AdminSetUserMFAPreference: an administrator turns second factors of a user on and off.

use poolgate_pool_api::types::{
    AdminSetUserMfaPreferenceRequest, AdminSetUserMfaPreferenceResponse,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::mfa_preference::{self, Preference};
use crate::flow::users;

/// Changes the factors that the request names.
pub async fn run(
    ctx: &Ctx,
    input: AdminSetUserMfaPreferenceRequest,
) -> Result<AdminSetUserMfaPreferenceResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        let preference = Preference {
            sms: input.sms_mfa_settings.as_ref(),
            software_token: input.software_token_mfa_settings.as_ref(),
            email: input.email_mfa_settings.as_ref(),
            passkeys: input.web_authn_mfa_settings.as_ref(),
        };
        mfa_preference::set(ctx, &pool, &user, &preference).await?;
        Ok(AdminSetUserMfaPreferenceResponse {})
    })
    .await
}

//! GetUserPoolMfaConfig: which second factors a pool offers, and who must have one.

use poolgate_pool_api::types::{
    GetUserPoolMfaConfigRequest, GetUserPoolMfaConfigResponse, SmsMfaConfigType, UserPoolMfaType,
};

use crate::ctx::Ctx;
use crate::error::Error;

/// Reads the settings.
pub async fn run(
    ctx: &Ctx,
    input: GetUserPoolMfaConfigRequest,
) -> Result<GetUserPoolMfaConfigResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let description = &pool.description;
    let mut settings = pool.mfa.clone().unwrap_or_else(|| {
        // A pool that was made with text messages, and never configured further.
        let sms = description.sms_configuration.clone();
        GetUserPoolMfaConfigResponse {
            sms_mfa_configuration: sms.map(|sms| SmsMfaConfigType {
                sms_authentication_message: description.sms_authentication_message.clone(),
                sms_configuration: Some(sms),
            }),
            ..Default::default()
        }
    });
    settings.mfa_configuration = Some(
        description
            .mfa_configuration
            .unwrap_or(UserPoolMfaType::Off),
    );
    Ok(settings)
}

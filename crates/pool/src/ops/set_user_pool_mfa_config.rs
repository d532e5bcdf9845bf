//! SetUserPoolMfaConfig: which second factors a pool offers, and who must have one.

use poolgate_pool_api::types::{
    SetUserPoolMfaConfigRequest, SetUserPoolMfaConfigResponse, UserPoolMfaType,
};

use crate::ctx::Ctx;
use crate::error::{Error, refuse};
use crate::model::MfaSettings;
use crate::store::Change;

/// Replaces the settings of second factors. That what is left out is turned off is unconfirmed; the passkey
/// settings stay, since they are no second factor.
pub async fn run(
    ctx: &Ctx,
    input: SetUserPoolMfaConfigRequest,
) -> Result<SetUserPoolMfaConfigResponse, Error> {
    check(&input)?;
    ctx.retry(async || {
        let pool = ctx.own_pool(&input.user_pool_id).await?;
        let mut description = pool.description.clone();
        if let Some(required) = input.mfa_configuration {
            description.mfa_configuration = Some(required);
        }
        if let Some(sms) = &input.sms_mfa_configuration {
            description.sms_configuration.clone_from(&sms.sms_configuration);
            if sms.sms_authentication_message.is_some() {
                let message = &sms.sms_authentication_message;
                description.sms_authentication_message.clone_from(message);
            }
        }
        description.last_modified_date = Some(ctx.clock.now());
        let before = pool.mfa.clone().unwrap_or_default();
        let settings = MfaSettings {
            sms_mfa_configuration: input.sms_mfa_configuration.clone(),
            software_token_mfa_configuration: input.software_token_mfa_configuration.clone(),
            email_mfa_configuration: input.email_mfa_configuration.clone(),
            web_authn_configuration: input
                .web_authn_configuration
                .clone()
                .or(before.web_authn_configuration),
            mfa_configuration: None,
        };
        let offers_some = settings.sms_mfa_configuration.is_some()
            || settings.software_token_mfa_configuration.is_some()
            || settings.email_mfa_configuration.is_some();
        let required = description.mfa_configuration.unwrap_or(UserPoolMfaType::Off);
        if required != UserPoolMfaType::Off && !offers_some {
            return refuse(Error::InvalidParameter(
                "At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided."
                    .to_owned(),
            ));
        }
        let mut pool = pool.with_description(description);
        let answer = SetUserPoolMfaConfigResponse {
            sms_mfa_configuration: settings.sms_mfa_configuration.clone(),
            software_token_mfa_configuration: settings.software_token_mfa_configuration.clone(),
            email_mfa_configuration: settings.email_mfa_configuration.clone(),
            web_authn_configuration: settings.web_authn_configuration.clone(),
            mfa_configuration: Some(required),
        };
        pool.mfa = Some(settings);
        ctx.commit(vec![Change::UpdatePool(Box::new(pool))]).await?;
        Ok(answer)
    })
    .await
}

fn check(input: &SetUserPoolMfaConfigRequest) -> Result<(), Error> {
    let sms = input.sms_mfa_configuration.as_ref();
    if sms.is_some_and(|sms| sms.sms_configuration.is_none()) {
        // The name of the other member is Cognito's slip.
        return Err(Error::InvalidParameter(
            "[SmsConfiguration] is a required member of [SoftwareTokenMfaConfiguration]."
                .to_owned(),
        ));
    }
    let passkeys = input.web_authn_configuration.as_ref();
    let rp_id = passkeys.and_then(|settings| settings.relying_party_id.as_deref());
    if rp_id.is_some_and(|rp_id| !is_domain(rp_id)) {
        // The text is unconfirmed.
        return Err(Error::InvalidParameter(
            "The relying party id must be a domain.".to_owned(),
        ));
    }
    Ok(())
}

/// Whether it is a domain, as browsers compare them: no scheme, no port, in lower case.
fn is_domain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let label = |label: &str| !label.is_empty() && label.bytes().all(plain);
    text.split('.').all(label)
}

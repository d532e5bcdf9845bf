//! `LambdaConfig`: which functions a pool has, and what must fit together in it. The texts are unconfirmed.

use poolgate_pool_api::types::{
    LambdaConfigType, PreTokenGenerationLambdaVersionType, PreTokenGenerationVersionConfigType,
};

use crate::error::Error;

/// Checks the functions, and lets the older and the newer member for one of them mirror each other.
pub(crate) fn complete(functions: &mut LambdaConfigType) -> Result<(), Error> {
    let older = functions.pre_token_generation.as_ref();
    match (older, &mut functions.pre_token_generation_config) {
        (Some(older), Some(newer)) if *older != newer.lambda_arn => {
            return refuse(
                "PreTokenGeneration and PreTokenGenerationConfig must name one function.",
            );
        }
        (_, Some(newer)) => {
            newer
                .lambda_version
                .get_or_insert(PreTokenGenerationLambdaVersionType::V10);
            functions.pre_token_generation = Some(newer.lambda_arn.clone());
        }
        (Some(older), None) => {
            functions.pre_token_generation_config = Some(PreTokenGenerationVersionConfigType {
                lambda_version: Some(PreTokenGenerationLambdaVersionType::V10),
                lambda_arn: older.clone(),
            });
        }
        (None, None) => {}
    }
    let sends = functions.custom_email_sender.is_some() || functions.custom_sms_sender.is_some();
    if sends && functions.kms_key_id.is_none() {
        return refuse("KMSKeyID is required for CustomEmailSender and CustomSMSSender.");
    }
    Ok(())
}

fn refuse(text: &str) -> Result<(), Error> {
    Err(Error::InvalidParameter(text.to_owned()))
}

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
    // To send by ourselves what a function should send would be worse than to refuse.
    let senders = [
        ("CustomEmailSender", functions.custom_email_sender.is_some()),
        ("CustomSMSSender", functions.custom_sms_sender.is_some()),
    ];
    match senders.into_iter().find(|(_, is_set)| *is_set) {
        Some((name, _)) => Err(Error::NotBuilt(format!("the trigger {name}"))),
        None => Ok(()),
    }
}

fn refuse(text: &str) -> Result<(), Error> {
    Err(Error::InvalidParameter(text.to_owned()))
}

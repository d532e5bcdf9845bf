//! Which triggers there are, and where a pool names their functions.

use poolgate_pool_api::types::LambdaConfigType;

use super::inbound_federation;
use crate::ctx::Ctx;
use crate::model::Pool;

/// A trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// May refuse and confirm a new user.
    PreSignUp,
    /// Is told of a confirmation.
    PostConfirmation,
    /// May refuse a sign-in at its start.
    PreAuthentication,
    /// Is told of a sign-in at its end.
    PostAuthentication,
    /// Changes what tokens say.
    PreTokenGeneration,
    /// Writes messages.
    CustomMessage,
    /// Knows users that the pool does not have yet.
    UserMigration,
    /// Says what comes next in a sign-in of the owner's own.
    DefineAuthChallenge,
    /// Makes the challenges of such a sign-in.
    CreateAuthChallenge,
    /// Judges the answers to them.
    VerifyAuthChallengeResponse,
    /// Changes what another identity provider says.
    InboundFederation,
}

impl Trigger {
    /// The name in errors.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::PreSignUp => "PreSignUp",
            Self::PostConfirmation => "PostConfirmation",
            Self::PreAuthentication => "PreAuthentication",
            Self::PostAuthentication => "PostAuthentication",
            Self::PreTokenGeneration => "PreTokenGeneration",
            Self::CustomMessage => "CustomMessage",
            Self::UserMigration => "UserMigration",
            Self::DefineAuthChallenge => "DefineAuthChallenge",
            Self::CreateAuthChallenge => "CreateAuthChallenge",
            Self::VerifyAuthChallengeResponse => "VerifyAuthChallengeResponse",
            Self::InboundFederation => "InboundFederation",
        }
    }

    /// The function that the pool has for it, if this call asks any.
    pub(crate) fn function<'a>(self, ctx: &Ctx, pool: &'a Pool) -> Option<&'a str> {
        let functions = pool.description.lambda_config.as_ref();
        functions
            .filter(|_| ctx.asks())
            .and_then(|functions| self.among(functions))
    }

    fn among(self, functions: &LambdaConfigType) -> Option<&str> {
        match self {
            Self::PreSignUp => functions.pre_sign_up.as_deref(),
            Self::PostConfirmation => functions.post_confirmation.as_deref(),
            Self::PreAuthentication => functions.pre_authentication.as_deref(),
            Self::PostAuthentication => functions.post_authentication.as_deref(),
            Self::PreTokenGeneration => functions
                .pre_token_generation_config
                .as_ref()
                .map(|config| config.lambda_arn.as_str())
                .or(functions.pre_token_generation.as_deref()),
            Self::CustomMessage => functions.custom_message.as_deref(),
            Self::UserMigration => functions.user_migration.as_deref(),
            Self::DefineAuthChallenge => functions.define_auth_challenge.as_deref(),
            Self::CreateAuthChallenge => functions.create_auth_challenge.as_deref(),
            Self::VerifyAuthChallengeResponse => {
                functions.verify_auth_challenge_response.as_deref()
            }
            Self::InboundFederation => inbound_federation::function(functions),
        }
    }
}

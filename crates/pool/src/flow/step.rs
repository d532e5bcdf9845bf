//! How one step of a sign-in ends: with tokens, or with a challenge.

use std::collections::BTreeMap;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{
    AdminInitiateAuthResponse, AdminRespondToAuthChallengeResponse, AuthenticationResultType,
    ChallengeNameType, InitiateAuthResponse, RespondToAuthChallengeResponse,
};

/// The end of a step.
pub(crate) enum Step {
    /// The user is signed in.
    Tokens(Box<AuthenticationResultType>),
    /// The user is signed in at the managed login: the value of the browser's cookie.
    Browser(Secret),
    /// The user must answer this.
    Challenge {
        /// What is asked.
        name: ChallengeNameType,
        /// What ties the answer to the question; SRP carries it in its secret block.
        session: Option<Secret>,
        /// What the client needs to answer.
        parameters: BTreeMap<String, String>,
        /// What there is to choose from, in a choice-based sign-in.
        available: Option<Vec<ChallengeNameType>>,
    },
}

/// The members that all four responses share.
struct Parts {
    name: Option<ChallengeNameType>,
    session: Option<Secret>,
    parameters: Option<BTreeMap<String, String>>,
    result: Option<AuthenticationResultType>,
    available: Option<Vec<ChallengeNameType>>,
}

impl From<Step> for Parts {
    fn from(step: Step) -> Self {
        match step {
            // `ChallengeParameters` is there even so, and empty.
            Step::Tokens(result) => Self {
                name: None,
                session: None,
                parameters: Some(BTreeMap::new()),
                result: Some(*result),
                available: None,
            },
            // Operations of the API sign no browser in.
            Step::Browser(_) => Self {
                name: None,
                session: None,
                parameters: None,
                result: None,
                available: None,
            },
            Step::Challenge {
                name,
                session,
                parameters,
                available,
            } => Self {
                name: Some(name),
                session,
                parameters: Some(parameters),
                result: None,
                available,
            },
        }
    }
}

impl From<Step> for InitiateAuthResponse {
    fn from(step: Step) -> Self {
        let parts = Parts::from(step);
        Self {
            challenge_name: parts.name,
            session: parts.session,
            challenge_parameters: parts.parameters,
            authentication_result: parts.result,
            available_challenges: parts.available,
        }
    }
}

impl From<Step> for AdminInitiateAuthResponse {
    fn from(step: Step) -> Self {
        let parts = Parts::from(step);
        Self {
            challenge_name: parts.name,
            session: parts.session,
            challenge_parameters: parts.parameters,
            authentication_result: parts.result,
            available_challenges: parts.available,
        }
    }
}

impl From<Step> for RespondToAuthChallengeResponse {
    fn from(step: Step) -> Self {
        let parts = Parts::from(step);
        Self {
            challenge_name: parts.name,
            session: parts.session,
            challenge_parameters: parts.parameters,
            authentication_result: parts.result,
            available_challenges: parts.available,
        }
    }
}

impl From<Step> for AdminRespondToAuthChallengeResponse {
    fn from(step: Step) -> Self {
        let parts = Parts::from(step);
        Self {
            challenge_name: parts.name,
            session: parts.session,
            challenge_parameters: parts.parameters,
            authentication_result: parts.result,
            available_challenges: parts.available,
        }
    }
}

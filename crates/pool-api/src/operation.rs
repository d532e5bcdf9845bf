//! What is known of an operation before it runs.

use crate::check::Shape;
use crate::generated::operations::OPERATIONS;

/// An operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// The name after the dot in `X-Amz-Target`.
    pub name: &'static str,
    /// The constraints of its request.
    pub input: &'static Shape,
    /// What it answers with.
    pub output: Output,
    /// Who may call it.
    pub authorization: Authorization,
}

/// The kind of answer that the model gives an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// No output shape: an empty body.
    Nothing,
    /// A structure without members: `{}`.
    Empty,
    /// A structure with members.
    Structure,
}

/// What an operation asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authorization {
    /// Nothing beyond the request itself; a client with a secret proves it there.
    Public,
    /// A user's access token in the request.
    AccessToken,
    /// A user's access token or the session of a challenge.
    AccessTokenOrSession,
    /// The client's secret in the request (GetClientToken).
    ClientSecret,
    /// AWS credentials, or the client in the request (GetDerivedToken).
    SigV4OrClient,
    /// AWS credentials.
    SigV4,
}

impl Operation {
    /// The operation of this exact name.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let place = OPERATIONS
            .binary_search_by(|operation| operation.name.cmp(name))
            .ok()?;
        OPERATIONS.get(place)
    }
}

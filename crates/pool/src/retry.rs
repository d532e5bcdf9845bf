//! Attempts that did not succeed, and whether another one may.

use crate::error::Error;
use crate::store::{CommitError, Conflict};

/// How one attempt ended that did not succeed.
pub(crate) enum Retry {
    /// For good.
    Failed(Error),
    /// A guard was broken: read again.
    Conflict,
    /// Something that counts once was used before.
    Spent,
}

impl From<Error> for Retry {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<crate::store::StoreError> for Retry {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<CommitError> for Retry {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict(Conflict::Spent) => Self::Spent,
            CommitError::Conflict(Conflict::Limit) => Self::Failed(error.into()),
            CommitError::Conflict(_) => Self::Conflict,
            CommitError::Store(error) => Self::Failed(error.into()),
        }
    }
}

impl Retry {
    /// The error of an attempt that is not made again, since functions were asked during it.
    pub(crate) fn into_error(self) -> Error {
        match self {
            Self::Failed(error) => error,
            Self::Conflict | Self::Spent => Error::TooManyRequests,
        }
    }
}

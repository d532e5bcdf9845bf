//! What the SDK reports, and what the guard held back, as errors of this client.

use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::error::Error;
use crate::guard::Held;

impl<E> From<SdkError<E, HttpResponse>> for Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        match &error {
            SdkError::TimeoutError(_) => Self::Timeout(error.into()),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                Self::Timeout(error.into())
            }
            SdkError::DispatchFailure(_) if held(&error).is_some() => {
                held(&error).map_or(Self::Throttled, Self::from)
            }
            SdkError::DispatchFailure(_) if names_credentials(&error) => Self::AccessDenied {
                message: "no AWS credentials were found".to_owned(),
            },
            SdkError::ServiceError(answer) => {
                let status = answer.raw().status().as_u16();
                let code = answer.err().code().unwrap_or_default().to_owned();
                let message = answer.err().message().unwrap_or_default().to_owned();
                Self::from_answer(status, &code, message)
                    .unwrap_or_else(|| Self::Unavailable(error.into()))
            }
            SdkError::ConstructionFailure(_) => Self::Unexpected {
                code: "-".to_owned(),
                message: "the request could not be built".to_owned(),
            },
            _ => Self::Unavailable(error.into()),
        }
    }
}

impl From<Held> for Error {
    fn from(held: Held) -> Self {
        match held {
            Held::Resting(retry_after) => Self::Resting { retry_after },
            Held::QuotaUsedUp(retry_after) => Self::QuotaUsedUp { retry_after },
        }
    }
}

/// The guard's word, inside of what the SDK makes of it.
fn held(error: &(dyn std::error::Error + 'static)) -> Option<Held> {
    let mut cause = Some(error);
    while let Some(current) = cause {
        if let Some(held) = current.downcast_ref::<Held>() {
            return Some(*held);
        }
        cause = current.source();
    }
    None
}

/// The SDK reports missing credentials as a failure to dispatch, with no type of its own for it.
fn names_credentials(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(current) = cause {
        if current
            .downcast_ref::<aws_credential_types::provider::error::CredentialsError>()
            .is_some()
            || current.to_string().contains("no auth scheme")
            || current.to_string().contains("no identity resolver")
        {
            return true;
        }
        cause = current.source();
    }
    false
}

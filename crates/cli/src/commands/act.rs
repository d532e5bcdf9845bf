//! What the commands that act on a pool share: reaching it, and saying what to do where it refuses.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use poolgate_client::Error;

use crate::config::{Config, Flags, Purpose, share_dotenv};
use crate::wiring::{Place, Target, start_logs};

/// Runs an action on the configured pool.
pub(super) fn on_configured_pool(
    flags: &Flags,
    action: impl AsyncFnOnce(&Target) -> Result<()>,
) -> Result<ExitCode> {
    let config = load(flags)?;
    runtime()?.block_on(async {
        let target = Target::configured(&config).await?;
        action(&target)
            .await
            .map_err(|error| explained(error, &target.place))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the configuration, and gives the AWS SDK what `.env` holds for it.
pub(super) fn load(flags: &Flags) -> Result<Config> {
    let config = Config::load(flags, Purpose::Command)?;
    share_dotenv();
    // A command speaks by its output; logs are for those who ask.
    if std::env::var_os("POOLGATE_LOG").is_some() {
        // Without logs the command works all the same.
        let _ = start_logs(&config);
    }
    super::warn(&config.warnings);
    Ok(config)
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}

/// Adds what to do to an error of the pool.
pub(super) fn explained(error: anyhow::Error, place: &Place) -> anyhow::Error {
    let Some(refusal) = error.downcast_ref::<Error>() else {
        return error;
    };
    match fix(refusal, place) {
        Some(fix) => anyhow!("{refusal}\n  {fix}"),
        None => error,
    }
}

fn fix(refusal: &Error, place: &Place) -> Option<String> {
    let text = match refusal {
        Error::AccessDenied { .. } => match place {
            Place::Running(_) | Place::File(_) => {
                "give POOLGATE_ACCESS_KEY_ID and POOLGATE_SECRET_ACCESS_KEY as the running server has them, or stop it and try again"
            }
            Place::Aws | Place::Endpoint(_) => {
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; `poolgate pool policy` prints what they must be allowed"
            }
        },
        Error::PoolNotFound { .. } => {
            "look at COGNITO_USER_POOL_ID and the region: `poolgate config show` says where they come from"
        }
        Error::ClientNotFound { .. } => {
            "look at COGNITO_CLIENT_ID: `poolgate pool describe` lists the app clients"
        }
        Error::UserNotFound => "`poolgate user list` shows the users",
        Error::GroupNotFound => {
            "`poolgate group list` shows the groups, `poolgate group create` makes one"
        }
        Error::UserExists => {
            "`poolgate user show` shows the user, `poolgate user set-password` sets another password"
        }
        Error::AlreadyConfirmed => "nothing is left to do",
        Error::InvalidPassword { .. } => "`poolgate pool describe` says what passwords need",
        Error::Throttled | Error::LimitExceeded => "wait a while, and try again",
        Error::Timeout(_) | Error::Unavailable(_) => {
            return Some(format!(
                "nothing answers at {place}: start it, or look at the region and the endpoint with `poolgate config show`"
            ));
        }
        _ => return None,
    };
    Some(text.to_owned())
}

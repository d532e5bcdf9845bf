//! What a sign-in leads to once everything that the pool itself asks for is proved. It travels sealed with each challenge.

use serde::{Deserialize, Serialize};

use super::custom::{self, CustomState};
use super::device::{self, Onward};
use super::step::Step;
use crate::ctx::{Ctx, Retry};
use crate::model::{Client, Pool, User};
use crate::trigger::pre_token_generation::TokenSource;

/// What follows.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum After {
    /// Tokens.
    #[serde(rename = "t")]
    Tokens(TokenSource),
    /// What the pool's own functions say.
    #[serde(rename = "c")]
    Custom(CustomState),
}

impl Default for After {
    fn default() -> Self {
        Self::Tokens(TokenSource::Authentication)
    }
}

impl After {
    /// Tokens, as after any sign-in: what is left out of a sealed state.
    pub(crate) fn is_default(&self) -> bool {
        matches!(self, Self::Tokens(TokenSource::Authentication))
    }

    /// What the tokens are issued for.
    pub(crate) const fn source(&self) -> TokenSource {
        match self {
            Self::Tokens(source) => *source,
            Self::Custom(_) => TokenSource::Authentication,
        }
    }

    /// The same with another challenge answered rightly, for those who keep a history.
    pub(crate) fn proved(mut self, challenge: &str) -> Self {
        if let Self::Custom(state) = &mut self {
            state.note(challenge, true);
        }
        self
    }

    /// The same where the proof of a device is to do for the second factor. With tokens alone it is asked for at once.
    pub(super) fn on_device(self, key: Option<String>) -> Self {
        match self {
            Self::Custom(state) => Self::Custom(state.on_device(key)),
            tokens @ Self::Tokens(_) => tokens,
        }
    }

    /// The same after a temporary password was changed.
    pub(crate) fn new_password(self) -> Self {
        match self {
            Self::Tokens(_) => Self::Tokens(TokenSource::NewPassword),
            custom @ Self::Custom(_) => custom,
        }
    }
}

/// Goes on.
pub(crate) async fn reach(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    onward: Onward,
) -> Result<Step, Retry> {
    match onward.after {
        After::Tokens(_) => device::finish(ctx, pool, client, user, onward).await,
        After::Custom(state) => {
            // Before any function is asked: what was proved counts once.
            if !onward.changes.is_empty() {
                ctx.commit(onward.changes).await?;
            }
            custom::go_on(ctx, pool, client, user, state, onward.device).await
        }
    }
}

//! Challenges: what the pool asks before it hands out tokens, and the answer to it.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::SecretString;

use crate::types::Tokens;

/// What a sign-in step leads to.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// The user is signed in.
    Tokens(Tokens),
    /// The pool wants something more.
    Challenge(Challenge),
}

/// A challenge of the pool, whichever it is.
#[derive(Clone)]
pub struct Challenge {
    /// Its name, such as `NEW_PASSWORD_REQUIRED` or `SOFTWARE_TOKEN_MFA`.
    pub name: String,
    /// The pool's session, which the answer must carry. Some challenges have none.
    pub session: Option<SecretString>,
    /// What the pool says about the challenge.
    pub parameters: BTreeMap<String, String>,
    /// The challenges to choose from, in a choice-based sign-in.
    pub available: Vec<String>,
}

impl Challenge {
    /// The user name that the answer must use: the pool's own one where it tells it, since an alias
    /// is not accepted in every challenge.
    pub fn username(&self) -> Option<&str> {
        self.parameters
            .get("USERNAME")
            .or_else(|| self.parameters.get("USER_ID_FOR_SRP"))
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("name", &self.name)
            .field("parameters", &self.parameters.keys())
            .field("available", &self.available)
            .finish_non_exhaustive()
    }
}

/// The answer to a [`Challenge`].
#[derive(Clone)]
pub struct ChallengeAnswer {
    /// The name of the challenge that is answered.
    pub name: String,
    /// [`Challenge::username`], or the name that the user signed in with.
    pub username: String,
    /// The pool's session of the challenge.
    pub session: Option<SecretString>,
    /// The responses, such as `NEW_PASSWORD`. `USERNAME` and `SECRET_HASH` are set by the client
    /// and need not be here.
    pub responses: BTreeMap<String, SecretString>,
}

impl fmt::Debug for ChallengeAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChallengeAnswer")
            .field("name", &self.name)
            .field("responses", &self.responses.keys())
            .finish_non_exhaustive()
    }
}

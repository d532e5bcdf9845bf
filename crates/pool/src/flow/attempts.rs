//! Attempts of a user within an hour, counted in the database: in the commit of what was attempted, or
//! alone where it failed.
//!
//! Where a client hides which users exist, attempts on names of nobody are counted alike: a limit that
//! only users meet would name them.

use crate::ctx::Engine;
use crate::model::{Attempt, LoginName, Pool, User};
use crate::store::Change;

/// The change that counts an attempt of a user.
pub(crate) fn of_user(engine: &Engine, user: &User, attempt: Attempt) -> Change {
    Change::CountAttempt {
        pool_id: user.pool_id.clone(),
        subject: user.sub.clone(),
        attempt,
        at: engine.clock.now(),
    }
}

/// The change that counts an attempt on a name that is shown as nobody's.
pub(crate) fn of_nobody(
    engine: &Engine,
    pool: &Pool,
    login: &LoginName,
    attempt: Attempt,
) -> Change {
    Change::CountAttempt {
        pool_id: pool.id.clone(),
        subject: format!("?{}", engine.pseudonym("attempts", pool, login)),
        attempt,
        at: engine.clock.now(),
    }
}

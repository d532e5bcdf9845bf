//! Lock-out after failed sign-ins: from the fifth failure on the user is locked for a second, then two,
//! four, and so on up to fifteen minutes.
//!
//! Users that do not exist are counted under their name, so that the lock tells nothing. Each count is
//! guarded by the one before: of many guesses at once, one is evaluated at a time.

use poolgate_pool_api::Timestamp;

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{LoginName, Pool, SignInFailures, User};
use crate::store::Change;

/// Failures before the first lock.
const FREE: u32 = 5;

/// The longest lock, and the quiet time after which failures are forgotten, in milliseconds.
const LONGEST: i64 = 15 * 60 * 1000;

/// One try to prove a password.
pub(crate) struct Attempt {
    pool_id: String,
    subject: String,
    before: u32,
    known: Option<u32>,
}

impl Attempt {
    /// Begins a try, unless the user is locked.
    pub(crate) async fn begin(
        engine: &Engine,
        pool: &Pool,
        user: Option<&User>,
        login: &LoginName,
    ) -> Result<Self, Error> {
        let subject = match user {
            Some(user) => user.sub.clone(),
            None => format!("?{}", engine.pseudonym("failures", pool, login)),
        };
        Self::of(engine, pool, subject).await
    }

    /// Begins a try of a second factor. They are counted for themselves: whoever knows the password could else
    /// have the count forgotten by signing in with it.
    pub(crate) async fn begin_second(
        engine: &Engine,
        pool: &Pool,
        user: &User,
    ) -> Result<Self, Error> {
        Self::of(engine, pool, format!("mfa:{}", user.sub)).await
    }

    async fn of(engine: &Engine, pool: &Pool, subject: String) -> Result<Self, Error> {
        let found = engine.store.sign_in_failures(&pool.id, &subject).await?;
        let now = engine.clock.now();
        if found
            .as_ref()
            .is_some_and(|failures| now < failures.locked_until)
        {
            return Err(Error::PasswordAttemptsExceeded);
        }
        let known = found.as_ref().map(|failures| failures.count);
        let before = found
            .filter(|failures| now.0 < failures.last_at.0 + LONGEST)
            .map_or(0, |f| f.count);
        Ok(Self {
            pool_id: pool.id.clone(),
            subject,
            before,
            known,
        })
    }

    /// The change that counts a failure.
    pub(crate) fn failed(&self, now: Timestamp) -> Change {
        let count = self.before + 1;
        let lock = count.checked_sub(FREE).map_or(0, |beyond| {
            1000_i64
                .checked_shl(beyond.min(30))
                .unwrap_or(LONGEST)
                .min(LONGEST)
        });
        Change::CountSignInFailure {
            failures: SignInFailures {
                pool_id: self.pool_id.clone(),
                subject: self.subject.clone(),
                count,
                last_at: now,
                locked_until: Timestamp(now.0 + lock),
            },
            before: self.known,
        }
    }

    /// The change that forgets everything up to a failure that was counted, and was none.
    pub(crate) fn failed_and_forgotten(&self) -> Change {
        Change::ClearSignInFailures {
            pool_id: self.pool_id.clone(),
            subject: self.subject.clone(),
            before: self.before + 1,
        }
    }

    /// The change that forgets the failures before, where there were any.
    pub(crate) fn succeeded(&self) -> Option<Change> {
        self.known.map(|before| Change::ClearSignInFailures {
            pool_id: self.pool_id.clone(),
            subject: self.subject.clone(),
            before,
        })
    }
}

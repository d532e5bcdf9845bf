//! Codes that were sent as a factor of a sign-in, and came back.

use poolgate_pool_api::Secret;

use crate::ctx::{Engine, Retry};
use crate::error::{Error, refuse};
use crate::model::{Code, CodeRef, Purpose, User};
use crate::store::Change;

/// The code, if the offered one is right, and the change that spends it. A wrong one is counted before the answer
/// leaves, together with `if_wrong`.
pub(crate) async fn check(
    engine: &Engine,
    user: &User,
    purpose: Purpose,
    offered: &Secret,
    mut if_wrong: Vec<Change>,
) -> Result<(Code, Change), Retry> {
    let reference = CodeRef {
        pool_id: user.pool_id.clone(),
        sub: user.sub.clone(),
        purpose,
    };
    let stored = engine.store.code(&reference).await?;
    let now = engine.clock.now();
    let Some(code) = stored.filter(|code| now < code.expires_at) else {
        return refuse(Error::SignInCodeMismatch);
    };
    let mac = code.mac;
    let context = [
        reference.pool_id.as_str(),
        reference.sub.as_str(),
        purpose.as_str(),
    ];
    let is_dead = code.wrong_tries >= Code::MAX_WRONG_TRIES;
    let right = engine.codes.matches(&mac, &context, offered.expose());
    if is_dead || !right {
        if !is_dead {
            if_wrong.push(Change::CountWrongCode {
                code: reference,
                mac,
            });
        }
        if !if_wrong.is_empty() {
            engine.commit(if_wrong).await?;
        }
        return refuse(Error::SignInCodeMismatch);
    }
    let spend = Change::SpendCode {
        code: reference,
        mac,
    };
    Ok((code, spend))
}

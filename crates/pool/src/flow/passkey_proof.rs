//! The answer to `WEB_AUTHN`: a passkey has signed the challenge.

use poolgate_crypto::webauthn::{Ceremony, KnownCredential, authenticate};
use poolgate_pool_api::Secret;

use super::after::After;
use super::challenge_session::ChallengeSession;
use super::choice::Choosing;
use super::device::{self, ClaimedDevice, Onward};
use super::passkey_json::{Authentication, decode};
use super::step::Step;
use super::{mfa, passkeys};
use crate::ctx::Retry;
use crate::error::{Error, refuse};
use crate::store::Change;

/// Checks the proof and signs in. The challenge is used up, whether the proof holds or not. That a wrong one is refused
/// as a wrong password is unconfirmed.
pub(crate) async fn prove(
    choosing: Choosing<'_>,
    session: &ChallengeSession,
    credential: &Secret,
    claimed: ClaimedDevice,
) -> Result<Step, Retry> {
    let proof = Authentication::parse(credential.expose())?;
    let challenge = session.passkey.as_deref().and_then(decode);
    let challenge = challenge.ok_or(Error::SessionInvalid)?;
    let counted = check(&choosing, &proof, &challenge);
    let Choosing {
        ctx,
        pool,
        client,
        user,
        ..
    } = choosing;
    let mut changes = vec![session.spend()];
    let (Some(user), Some(counted)) = (user, counted) else {
        mfa::used(ctx.commit(changes).await.map_err(Retry::from))?;
        return refuse(Error::IncorrectUsernameOrPassword);
    };
    changes.push(counted);
    let onward = Onward {
        changes,
        device: claimed,
        after: After::default(),
    };
    mfa::used(device::finish(ctx, pool, client, &user, onward).await)
}

/// The change that remembers the passkey's counter, if the proof holds.
fn check(choosing: &Choosing<'_>, proof: &Authentication, challenge: &[u8]) -> Option<Change> {
    let user = choosing.user.as_ref()?;
    let passkeys = choosing.passkeys.iter();
    let passkey = passkeys.clone().find(|passkey| passkey.id == proof.id)?;
    let handle = proof.user_handle.as_deref();
    if handle.is_some_and(|handle| handle != user.sub.as_bytes()) {
        return None;
    }
    let rules = &choosing.passkey_rules;
    let ceremony = Ceremony {
        challenge,
        rp_id: rules.usable()?,
        verifies_user: passkeys::verifies_user(rules),
    };
    let known = KnownCredential {
        key: &passkey.key,
        sign_count: passkey.sign_count,
        backup_eligible: passkey.backup_eligible,
    };
    let proven = authenticate(&ceremony, &known, &proof.assertion()).ok()?;
    Some(Change::CountSignature {
        passkey: Box::new(passkey.clone()),
        after: proven.sign_count,
    })
}

//! Passkeys as sign-ins and lists need them.

use poolgate_pool_api::types::UserVerificationType;
use serde_json::{Value, json};

use super::domains;
use super::passkey_json::encode;
use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{LoginName, Passkey, PasskeyRules, Pool, User};

/// How long a browser may take for a sign-in, in milliseconds.
const TIMEOUT: u32 = 180_000;

/// The length of a challenge in bytes.
const CHALLENGE: usize = 32;

/// What a sign-in with a passkey is asked with.
pub(crate) struct Asked {
    /// The challenge in base64url.
    pub(crate) challenge: String,
    /// `CREDENTIAL_REQUEST_OPTIONS`.
    pub(crate) options: String,
}

/// What the pool asks of passkeys. Where no relying party was set, it is the pool's domain; a custom one comes first.
pub(crate) async fn rules(engine: &Engine, pool: &Pool) -> Result<PasskeyRules, Error> {
    let mut rules = PasskeyRules::of(pool);
    if rules.enabled && rules.rp_id.is_none() {
        let domains = domains::of_pool(engine, &pool.id).await?;
        let mut domains: Vec<_> = domains.into_iter().map(|kept| kept.part).collect();
        domains.sort_by_key(|domain| !domains::is_custom(domain));
        rules.rp_id = domains.into_iter().find_map(|domain| {
            let is_custom = domains::is_custom(&domain);
            let name = domain.domain?;
            Some(if is_custom {
                name
            } else {
                format!("{name}.auth.{}.amazoncognito.com", pool.region)
            })
        });
    }
    Ok(rules)
}

/// The user's passkeys that the pool takes: those of its relying party.
pub(crate) async fn usable(
    engine: &Engine,
    rules: &PasskeyRules,
    user: &User,
) -> Result<Vec<Passkey>, Error> {
    let Some(rp_id) = rules.usable() else {
        return Ok(Vec::new());
    };
    let mut passkeys = engine.store.passkeys(&user.pool_id, &user.sub).await?;
    passkeys.retain(|passkey| passkey.rp_id == rp_id);
    Ok(passkeys)
}

/// Whether authenticators must verify their user: where that is required, and where a passkey may do for a second
/// factor.
pub(crate) fn verifies_user(rules: &PasskeyRules) -> bool {
    rules.verification == UserVerificationType::Required || rules.does_for_mfa
}

/// The setting as WebAuthn has it.
pub(crate) fn verification(rules: &PasskeyRules) -> &'static str {
    if verifies_user(rules) {
        UserVerificationType::Required.as_str()
    } else {
        rules.verification.as_str()
    }
}

/// Asks for a passkey; of nobody for one that is always the same.
pub(crate) fn ask(
    engine: &Engine,
    pool: &Pool,
    rules: &PasskeyRules,
    login: &LoginName,
    passkeys: Option<&[Passkey]>,
) -> Asked {
    let mut challenge = [0; CHALLENGE];
    engine.random.fill(&mut challenge);
    let challenge = encode(&challenge);
    let allowed: Vec<Value> = if let Some(passkeys) = passkeys {
        let named = |passkey: &Passkey| allowed(&passkey.id, &passkey.transports);
        passkeys.iter().map(named).collect()
    } else {
        let id = engine.fakes.mac(&["passkey", &pool.id], &login.key);
        let transports = ["hybrid".to_owned(), "internal".to_owned()];
        vec![allowed(&id, &transports)]
    };
    let options = json!({
        "challenge": challenge, "timeout": TIMEOUT, "rpId": rules.usable(),
        "allowCredentials": allowed, "userVerification": verification(rules)
    });
    Asked {
        challenge,
        options: options.to_string(),
    }
}

fn allowed(id: &[u8], transports: &[String]) -> Value {
    json!({ "type": "public-key", "id": encode(id), "transports": transports })
}

/// Whether nobody seems to have a passkey: half of the names do, always the same ones, so that the choice tells
/// nothing.
pub(crate) fn nobody_has_one(
    engine: &Engine,
    pool: &Pool,
    rules: &PasskeyRules,
    login: &LoginName,
) -> bool {
    let mac = engine.fakes.mac(&["has a passkey", &pool.id], &login.key);
    rules.usable().is_some() && mac[0] & 1 == 0
}

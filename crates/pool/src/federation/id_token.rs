//! ID tokens of other providers (OpenID Connect Core §3.1.3.7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::discovery;
use super::fault::Fault;
use super::key_set::Algorithm;
use super::provider::Provider;
use crate::ctx::Engine;

/// The longest token that is read.
const LONGEST: usize = 32 * 1024;

/// How far the provider's clock may be off, in seconds.
const LEEWAY: f64 = 60.0;

/// The claims of a token that the provider signed, now, for this sign-in.
pub(super) async fn verified(
    engine: &Engine,
    provider: &Provider,
    key_set: &str,
    token: &str,
    nonce: &str,
) -> Result<Map<String, Value>, Fault> {
    let parts = Parts::read(token).ok_or_else(|| Fault::of_id_token("response"))?;
    let algorithm = parts.header.get("alg").and_then(Value::as_str);
    let algorithm = algorithm
        .and_then(Algorithm::of)
        .ok_or_else(|| Fault::of_id_token("algorithm"))?;
    if parts.header.contains_key("crit") {
        return Err(Fault::of_id_token("header"));
    }
    let id = parts.header.get("kid").and_then(Value::as_str);
    let check = async |again| {
        let keys = discovery::key_set(engine, key_set, again).await?;
        Ok::<_, Fault>(keys.verifies(algorithm, id, parts.signed, &parts.signature))
    };
    let right = match check(false).await? {
        // The provider may have a new key.
        None => check(true).await?,
        known => known,
    };
    if right != Some(true) {
        return Err(Fault::of_id_token("signature"));
    }
    let claims = parts.claims;
    let now = engine.clock.now().0.div_euclid(1000);
    check_claims(provider, &claims, nonce, now)?;
    Ok(claims)
}

struct Parts<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signed: &'a [u8],
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn read(token: &'a str) -> Option<Self> {
        if token.len() > LONGEST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let object = |text: &str| -> Option<Map<String, Value>> {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
        };
        Some(Self {
            header: object(header)?,
            claims: object(payload)?,
            signed: signed.as_bytes(),
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }
}

fn check_claims(
    provider: &Provider,
    claims: &Map<String, Value>,
    nonce: &str,
    now: i64,
) -> Result<(), Fault> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let issuer = text("iss").unwrap_or_default();
    if issuer != provider.issuer() {
        return Err(Fault::of_id_token(&format!("issuer {issuer}")));
    }
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let for_us = |client: &str| client == provider.client_id;
    let party = text("azp").map_or(audiences.len() == 1, for_us);
    if !audiences.iter().any(|audience| for_us(audience)) || !party {
        return Err(Fault::of_id_token("audience"));
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds since 1970 fit a double for longer than this runs"
    )]
    let now = now as f64;
    let time = |name: &str| claims.get(name).and_then(Value::as_f64);
    if time("exp").is_none_or(|end| now >= end + LEEWAY) {
        return Err(Fault::of_id_token("expiration"));
    }
    if time("nbf").is_some_and(|start| now + LEEWAY < start) {
        return Err(Fault::of_id_token("start"));
    }
    let repeated = text("nonce").unwrap_or_default();
    if !bool::from(repeated.as_bytes().ct_eq(nonce.as_bytes())) {
        return Err(Fault::of_id_token("nonce"));
    }
    Ok(())
}

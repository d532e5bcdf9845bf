//! ID tokens that come back as a hint of who is meant (`id_token_hint`, OpenID Connect RP-Initiated Logout 1.0 §2). One
//! that has expired still says it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Pool, TokenUse};

#[derive(Deserialize)]
struct Header {
    kid: String,
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    iss: String,
    aud: String,
    token_use: String,
}

/// Whether a token is one of the pool's for this client and this user.
pub(crate) async fn is_hint_of(
    engine: &Engine,
    pool: &Pool,
    client_id: &str,
    sub: &str,
    token: &str,
) -> Result<bool, Error> {
    let Some((header, claims, signed, signature)) = parse(token) else {
        return Ok(false);
    };
    let keys = engine.keys.of(&*engine.store, &pool.id).await?;
    let key = keys.of(TokenUse::Id);
    let is_ours =
        header.alg == "RS256" && header.kid == key.kid && key.verify(signed.as_bytes(), &signature);
    Ok(is_ours
        && claims.iss == engine.issuer(pool)
        && claims.token_use == TokenUse::Id.as_str()
        && claims.aud == client_id
        && claims.sub == sub)
}

fn parse(token: &str) -> Option<(Header, Claims, &str, Vec<u8>)> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    Some((
        serde_json::from_slice(&decode(header)?).ok()?,
        serde_json::from_slice(&decode(payload)?).ok()?,
        signed,
        decode(signature)?,
    ))
}

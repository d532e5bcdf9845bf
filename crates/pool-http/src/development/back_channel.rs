//! What the pool asks of it: discovery, keys, tokens and user information, as any provider has them. Nothing of it is
//! served on a port.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool::federation::{
    CallError, DEVELOPMENT_BASE, DEVELOPMENT_CLIENT_ID, Method, ProviderAnswer, ProviderRequest,
};
use serde_json::{Value, json};

use super::provider::{DevelopmentProvider, Grant};

/// The id of its only key.
const KEY_ID: &str = "development";

/// How long ID tokens count, in seconds.
const LIFETIME: i64 = 300;

impl DevelopmentProvider {
    /// Answers a request for one of its addresses.
    pub(crate) fn answer(
        &self,
        path: &str,
        request: &ProviderRequest,
    ) -> Result<ProviderAnswer, CallError> {
        let path = path.split('?').next().unwrap_or_default();
        let (name, endpoint) = path.split_once('/').ok_or(CallError::Unreachable)?;
        if !self.is_on() || !Self::plays(name) {
            return Err(CallError::Unreachable);
        }
        let (status, body) = match (endpoint, &request.method) {
            (".well-known/openid-configuration", Method::Get) => (200, discovery(name)),
            ("keys", Method::Get) => (200, self.keys().ok_or(CallError::Unreachable)?),
            ("token", Method::Post(form)) => {
                let get = |wanted: &str| {
                    let mut pairs = form.iter();
                    let found = pairs.find(|(name, _)| *name == wanted);
                    found.map_or("", |(_, value)| value.expose())
                };
                match self.token(name, get) {
                    Some(answer) => (200, answer),
                    None => (400, json!({ "error": "invalid_grant" })),
                }
            }
            ("userinfo", Method::Get) => {
                let token = request.bearer.as_ref();
                let grant = token.and_then(|token| self.look_up(token.expose()));
                match grant.filter(|grant| grant.provider == name) {
                    Some(grant) => (200, Value::Object(grant.account.claims(name))),
                    None => (401, json!({ "error": "invalid_token" })),
                }
            }
            _ => (404, json!({ "error": "not_found" })),
        };
        Ok(ProviderAnswer {
            status,
            body: body.to_string().into_bytes(),
        })
    }

    fn keys(&self) -> Option<Value> {
        let point = self.key()?.public_key().as_ref();
        // Uncompressed: a 4, then both coordinates.
        let (x, y) = point.get(1..)?.split_at_checked(32)?;
        Some(json!({ "keys": [{
            "kty": "EC",
            "crv": "P-256",
            "alg": "ES256",
            "use": "sig",
            "kid": KEY_ID,
            "x": URL_SAFE_NO_PAD.encode(x),
            "y": URL_SAFE_NO_PAD.encode(y),
        }] }))
    }

    fn token<'a>(&self, name: &str, get: impl Fn(&str) -> &'a str) -> Option<Value> {
        let grant = self.redeem(get("code"))?;
        let right = get("grant_type") == "authorization_code"
            && grant.provider == name
            && get("client_id") == grant.client_id
            && grant.client_id == DEVELOPMENT_CLIENT_ID
            && get("redirect_uri") == grant.redirect_uri
            && fits(grant.challenge.as_deref(), get("code_verifier"));
        if !right {
            return None;
        }
        let id_token = self.id_token(&grant)?;
        let has_id_token = matches!(name, "Google" | "SignInWithApple");
        let access_token = self.issue(grant);
        let mut answer = json!({
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": LIFETIME,
        });
        if has_id_token {
            answer["id_token"] = json!(id_token);
        }
        Some(answer)
    }

    fn id_token(&self, grant: &Grant) -> Option<String> {
        let now = self.clock.now().0.div_euclid(1000);
        let header = json!({ "alg": "ES256", "kid": KEY_ID, "typ": "JWT" });
        let mut claims = grant.account.claims(&grant.provider);
        claims.insert("iss".to_owned(), json!(issuer(&grant.provider)));
        claims.insert("aud".to_owned(), json!(grant.client_id));
        claims.insert("iat".to_owned(), json!(now));
        claims.insert("exp".to_owned(), json!(now + LIFETIME));
        if let Some(nonce) = &grant.nonce {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(Value::Object(claims).to_string())
        );
        let signature = self.key()?.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.ok()?);
        Some(format!("{signed}.{signature}"))
    }
}

fn issuer(name: &str) -> String {
    format!("{DEVELOPMENT_BASE}/{name}")
}

fn discovery(name: &str) -> Value {
    let issuer = issuer(name);
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
}

/// Proof Key for Code Exchange, where the request had a challenge.
fn fits(challenge: Option<&str>, verifier: &str) -> bool {
    challenge.is_none_or(|challenge| {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) == challenge
    })
}

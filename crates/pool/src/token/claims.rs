//! The claims of ID and access tokens, and their signatures.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::{Secret, Timestamp};
use serde_json::{Map, Value, json};

use crate::ctx::{Ctx, Engine};
use crate::error::Error;
use crate::model::{Client, GroupClaims, Pool, Session, TokenUse, User};
use crate::trigger::{self, TokenChanges};

/// Signed tokens.
pub(crate) struct Issued {
    /// The ID token; none where the user granted no `openid`.
    pub(crate) id: Option<Secret>,
    /// The access token.
    pub(crate) access: Secret,
    /// The access token's life in seconds.
    pub(crate) expires_in: i32,
}

/// The scope of a sign-in by the API.
const SCOPE: &str = "aws.cognito.signin.user.admin";

/// The scopes of a session's access tokens, as functions are told of them.
pub(crate) fn scopes(session: &Session) -> Vec<String> {
    match &session.scopes {
        Some(scopes) => scopes.clone(),
        None => vec![SCOPE.to_owned()],
    }
}

/// Issues tokens for a session, with what the pool's function changes in them. `nonce` is the one of the request that
/// a browser began with.
pub(crate) async fn issue(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    session: &Session,
    changed: &TokenChanges,
    nonce: Option<&str>,
) -> Result<Issued, Error> {
    let now = engine.clock.now();
    let keys = engine.keys.of(&*engine.store, &pool.id).await?;
    let groups = match &changed.groups {
        Some(groups) => groups.clone(),
        None => GroupClaims::new(engine.store.groups_of_user(&pool.id, &user.sub).await?),
    };
    let made = Made {
        engine,
        client,
        session,
        now,
    };
    let by_oauth = session.scopes.as_deref();
    let has_id = by_oauth.is_none_or(|scopes| scopes.iter().any(|scope| scope == "openid"));
    let mut id = Map::new();
    if has_id {
        id.insert("sub".to_owned(), json!(user.sub));
        id.insert("iss".to_owned(), json!(engine.issuer(pool)));
        id.insert("cognito:username".to_owned(), json!(user.username));
        made.common(client.rules.id_seconds, TokenUse::Id, &mut id);
        id.insert("aud".to_owned(), json!(client.id));
        if let Some(nonce) = nonce {
            id.insert("nonce".to_owned(), json!(nonce));
        }
        attributes(client, user, by_oauth, &mut id);
        put_list("cognito:groups", &groups.groups, &mut id);
        put_list("cognito:roles", &groups.roles, &mut id);
        if let Some(role) = &groups.preferred_role {
            id.insert("cognito:preferred_role".to_owned(), json!(role));
        }
        changed.apply_to_id(&mut id);
    }

    let mut access = Map::new();
    access.insert("sub".to_owned(), json!(user.sub));
    put_list("cognito:groups", &groups.groups, &mut access);
    access.insert("iss".to_owned(), json!(engine.issuer(pool)));
    if by_oauth.is_some() {
        access.insert("version".to_owned(), json!(2));
    }
    access.insert("client_id".to_owned(), json!(client.id));
    if let Some(audience) = &session.audience {
        access.insert("aud".to_owned(), json!(audience));
    }
    made.common(client.rules.access_seconds, TokenUse::Access, &mut access);
    access.insert("scope".to_owned(), json!(scopes(session).join(" ")));
    access.insert("username".to_owned(), json!(user.username));
    if let Some(key) = &session.device_key {
        access.insert("device_key".to_owned(), json!(key));
    }
    changed.apply_to_access(&client.id, &mut access);

    let with_hash = by_oauth.is_some();
    let (id, access) = engine
        .work
        .signatures(1 + u64::from(has_id), move || {
            let access = sign(&keys, TokenUse::Access, &access)?;
            if !has_id {
                return Ok::<_, Error>((None, access));
            }
            if with_hash {
                id.insert("at_hash".to_owned(), json!(at_hash(access.expose())));
            }
            Ok((Some(sign(&keys, TokenUse::Id, &id)?), access))
        })
        .await??;
    let expires_in = i32::try_from(client.rules.access_seconds).unwrap_or(i32::MAX);
    Ok(Issued {
        id,
        access,
        expires_in,
    })
}

/// `at_hash` (OpenID Connect Core §3.1.3.6): the left half of the access token's SHA-256.
fn at_hash(access_token: &str) -> String {
    let hash = digest(&SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

/// An access token that stands for its client (RFC 6749 §4.4), with these scopes.
pub(crate) async fn issue_to_client(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    scopes: &[String],
) -> Result<Secret, Error> {
    let keys = ctx.keys.of(&*ctx.store, &pool.id).await?;
    let seconds = ctx.clock.now().0.div_euclid(1000);
    let claims = json!({
        "sub": client.id,
        "token_use": TokenUse::Access.as_str(),
        "scope": scopes.join(" "),
        "auth_time": seconds,
        "iss": ctx.issuer(pool),
        "exp": seconds + client.rules.access_seconds,
        "iat": seconds,
        "version": 2,
        "jti": ctx.uuid(),
        "client_id": client.id,
    });
    let Value::Object(mut claims) = claims else {
        return Err(Error::internal("claims are an object"));
    };
    trigger::client_credentials(ctx, pool, client, scopes, &mut claims).await?;
    ctx.work
        .signatures(1, move || sign(&keys, TokenUse::Access, &claims))
        .await?
}

/// Tokens in the making.
struct Made<'a> {
    engine: &'a Engine,
    client: &'a Client,
    session: &'a Session,
    now: Timestamp,
}

impl Made<'_> {
    /// The claims that both kinds have.
    fn common(&self, lifetime: i64, token_use: TokenUse, claims: &mut Map<String, Value>) {
        let seconds = self.now.0.div_euclid(1000);
        if self.client.rules.revocation {
            claims.insert("origin_jti".to_owned(), json!(self.session.id));
        }
        claims.insert("event_id".to_owned(), json!(self.session.event_id));
        claims.insert("token_use".to_owned(), json!(token_use.as_str()));
        claims.insert(
            "auth_time".to_owned(),
            json!(self.session.signed_in_at.0.div_euclid(1000)),
        );
        claims.insert("iat".to_owned(), json!(seconds));
        claims.insert("exp".to_owned(), json!(seconds + lifetime));
        claims.insert("jti".to_owned(), json!(self.engine.uuid()));
    }
}

/// A list that is left out where it is empty.
fn put_list(name: &str, list: &[String], claims: &mut Map<String, Value>) {
    if !list.is_empty() {
        claims.insert(name.to_owned(), json!(list));
    }
}

/// Whether scopes open an attribute: `openid` alone opens all, beside others it opens none but theirs.
pub(crate) fn opens(scopes: &[String], attribute: &str) -> bool {
    let has = |scope: &str| scopes.iter().any(|other| other == scope);
    let narrowed = has("email") || has("phone") || has("profile");
    match attribute {
        "identities" => true,
        "email" | "email_verified" => !narrowed || has("email"),
        "phone_number" | "phone_number_verified" => !narrowed || has("phone"),
        _ => !narrowed || has("profile"),
    }
}

/// The attributes that the client may read and the scopes open, each in the form that ID tokens give it.
fn attributes(
    client: &Client,
    user: &User,
    scopes: Option<&[String]>,
    claims: &mut Map<String, Value>,
) {
    for (name, value) in &user.attributes {
        let opened = scopes.is_none_or(|scopes| opens(scopes, name));
        if name == "sub" || name.starts_with("dev:") || !opened || !client.rules.may_read(name) {
            continue;
        }
        let value = match name.as_str() {
            "email_verified" | "phone_number_verified" => json!(value.eq_ignore_ascii_case("true")),
            "updated_at" => value
                .parse::<i64>()
                .map_or_else(|_| json!(value), |number| json!(number)),
            "address" => json!({ "formatted": value }),
            "identities" => identities(user),
            _ => json!(value),
        };
        claims.insert(name.clone(), value);
    }
}

/// The list of identities; unlike in the attribute, all its values are texts.
fn identities(user: &User) -> Value {
    let list = user.identities().into_iter().map(|identity| {
        json!({
            "userId": identity.user_id,
            "providerName": identity.provider_name,
            "providerType": identity.provider_type,
            "issuer": identity.issuer,
            "primary": identity.primary.to_string(),
            "dateCreated": identity.date_created.to_string(),
        })
    });
    list.collect()
}

fn sign(
    keys: &crate::keys::PoolKeys,
    token_use: TokenUse,
    claims: &Map<String, Value>,
) -> Result<Secret, Error> {
    let key = keys.of(token_use);
    let header = format!(r#"{{"kid":"{}","alg":"RS256"}}"#, key.kid);
    let payload = serde_json::to_vec(claims).map_err(Error::internal)?;
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut token);
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(Secret::from(token))
}

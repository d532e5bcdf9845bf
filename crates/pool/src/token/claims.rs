//! The claims of ID and access tokens, and their signatures.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::{Secret, Timestamp};
use serde_json::{Map, Value, json};

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Client, GroupClaims, Pool, Session, TokenUse, User};
use crate::trigger::TokenChanges;

/// A pair of signed tokens.
pub(crate) struct Issued {
    /// The ID token.
    pub(crate) id: Secret,
    /// The access token.
    pub(crate) access: Secret,
    /// The access token's life in seconds.
    pub(crate) expires_in: i32,
}

/// The scope of a sign-in by the API.
const SCOPE: &str = "aws.cognito.signin.user.admin";

/// The scopes of an access token, as functions are told of them.
pub(crate) fn scopes() -> [String; 1] {
    [SCOPE.to_owned()]
}

/// Issues an ID and an access token for a session, with what the pool's function changes in them.
pub(crate) async fn issue(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    session: &Session,
    changed: &TokenChanges,
) -> Result<Issued, Error> {
    let now = engine.clock.now();
    let keys = engine.keys.of(&*engine.store, &pool.id).await?;
    let groups = match &changed.groups {
        Some(groups) => groups.clone(),
        None => GroupClaims::new(engine.store.groups_of_user(&pool.id, &user.sub).await?),
    };
    let mut id = Map::new();
    id.insert("sub".to_owned(), json!(user.sub));
    id.insert("iss".to_owned(), json!(engine.issuer(pool)));
    id.insert("cognito:username".to_owned(), json!(user.username));
    common(
        engine,
        client,
        session,
        now,
        client.rules.id_seconds,
        TokenUse::Id,
        &mut id,
    );
    id.insert("aud".to_owned(), json!(client.id));
    attributes(client, user, &mut id);
    put_list("cognito:groups", &groups.groups, &mut id);
    put_list("cognito:roles", &groups.roles, &mut id);
    if let Some(role) = &groups.preferred_role {
        id.insert("cognito:preferred_role".to_owned(), json!(role));
    }
    changed.apply_to_id(&mut id);

    let mut access = Map::new();
    access.insert("sub".to_owned(), json!(user.sub));
    put_list("cognito:groups", &groups.groups, &mut access);
    access.insert("iss".to_owned(), json!(engine.issuer(pool)));
    access.insert("client_id".to_owned(), json!(client.id));
    common(
        engine,
        client,
        session,
        now,
        client.rules.access_seconds,
        TokenUse::Access,
        &mut access,
    );
    access.insert("scope".to_owned(), json!(SCOPE));
    access.insert("username".to_owned(), json!(user.username));
    if let Some(key) = &session.device_key {
        access.insert("device_key".to_owned(), json!(key));
    }
    changed.apply_to_access(&client.id, &mut access);

    let (id, access) = engine
        .work
        .signatures(2, move || {
            let id = sign(&keys, TokenUse::Id, &id)?;
            let access = sign(&keys, TokenUse::Access, &access)?;
            Ok::<_, Error>((id, access))
        })
        .await??;
    let expires_in = i32::try_from(client.rules.access_seconds).unwrap_or(i32::MAX);
    Ok(Issued {
        id,
        access,
        expires_in,
    })
}

/// The claims that both kinds have.
fn common(
    engine: &Engine,
    client: &Client,
    session: &Session,
    now: Timestamp,
    lifetime: i64,
    token_use: TokenUse,
    claims: &mut Map<String, Value>,
) {
    let seconds = now.0.div_euclid(1000);
    if client.rules.revocation {
        claims.insert("origin_jti".to_owned(), json!(session.id));
    }
    claims.insert("event_id".to_owned(), json!(session.event_id));
    claims.insert("token_use".to_owned(), json!(token_use.as_str()));
    claims.insert(
        "auth_time".to_owned(),
        json!(session.signed_in_at.0.div_euclid(1000)),
    );
    claims.insert("iat".to_owned(), json!(seconds));
    claims.insert("exp".to_owned(), json!(seconds + lifetime));
    claims.insert("jti".to_owned(), json!(engine.uuid()));
}

/// A list that is left out where it is empty.
fn put_list(name: &str, list: &[String], claims: &mut Map<String, Value>) {
    if !list.is_empty() {
        claims.insert(name.to_owned(), json!(list));
    }
}

/// The attributes that the client may read, each in the form that ID tokens give it.
fn attributes(client: &Client, user: &User, claims: &mut Map<String, Value>) {
    for (name, value) in &user.attributes {
        if name == "sub" || name.starts_with("dev:") || !client.rules.may_read(name) {
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

//! Second factors of users.

use poolgate_db::rusqlite::{Connection, OptionalExtension, params};
use poolgate_pool::model::{Factor, SoftwareToken, UserMfa};
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Secret;

use crate::apply::{NotApplied, guard};
use crate::secrets::Secrets;
use crate::store::ReadError;

fn place<'a>(column: &'a str, pool_id: &'a str, sub: &'a str) -> [&'a str; 4] {
    ["user_mfa", column, pool_id, sub]
}

/// A row as it is stored.
struct Stored {
    secret: Option<Vec<u8>>,
    device_name: Option<String>,
    used_step: Option<i64>,
    pending: Option<Vec<u8>>,
    enabled: String,
    preferred: Option<String>,
    version: i64,
    passkeys: bool,
}

pub(crate) fn get(
    connection: &Connection,
    secrets: &Secrets,
    pool_id: &str,
    sub: &str,
) -> Result<Option<UserMfa>, ReadError> {
    let mut statement = connection.prepare_cached(
        "SELECT sealed_secret, device_name, used_step, sealed_pending, enabled, preferred, version, passkeys
         FROM user_mfa WHERE pool_id = ?1 AND sub = ?2",
    )?;
    let stored = statement
        .query_row([pool_id, sub], |row| {
            Ok(Stored {
                secret: row.get(0)?,
                device_name: row.get(1)?,
                used_step: row.get(2)?,
                pending: row.get(3)?,
                enabled: row.get(4)?,
                preferred: row.get(5)?,
                version: row.get(6)?,
                passkeys: row.get(7)?,
            })
        })
        .optional()?;
    let Some(stored) = stored else {
        return Ok(None);
    };
    let open = |column, sealed: Vec<u8>| -> Result<Secret, ReadError> {
        let bytes = secrets.open(&place(column, pool_id, sub), &sealed)?;
        Ok(Secret::from(std::str::from_utf8(&bytes)?.to_owned()))
    };
    let software_token = match stored.secret {
        Some(sealed) => Some(SoftwareToken {
            secret: open("secret", sealed)?,
            device_name: stored.device_name,
            used_step: stored.used_step.unwrap_or_default(),
        }),
        None => None,
    };
    let pending = match stored.pending {
        Some(sealed) => Some(open("pending", sealed)?),
        None => None,
    };
    Ok(Some(UserMfa {
        pool_id: pool_id.to_owned(),
        sub: sub.to_owned(),
        software_token,
        pending,
        enabled: stored
            .enabled
            .split(' ')
            .filter_map(Factor::named)
            .collect(),
        preferred: stored.preferred.as_deref().and_then(Factor::named),
        passkeys: stored.passkeys,
        version: stored.version,
    }))
}

pub(crate) fn put(
    connection: &Connection,
    secrets: &Secrets,
    mfa: &UserMfa,
) -> Result<(), NotApplied> {
    let seal = |column, secret: &Secret| {
        let place = place(column, &mfa.pool_id, &mfa.sub);
        secrets.seal(&place, secret.expose().as_bytes())
    };
    let token = mfa.software_token.as_ref();
    let enabled: Vec<_> = mfa.enabled.iter().map(|factor| factor.as_str()).collect();
    // A row that is not there has version 0, and one that is has at least 1.
    let touched = connection
        .prepare_cached(
            "INSERT INTO user_mfa (pool_id, sub, sealed_secret, device_name, used_step, sealed_pending,
                                   enabled, preferred, version, passkeys)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 + 1, ?10
             WHERE ?9 = COALESCE((SELECT version FROM user_mfa WHERE pool_id = ?1 AND sub = ?2), 0)
             ON CONFLICT (pool_id, sub) DO UPDATE SET
                 sealed_secret = excluded.sealed_secret, device_name = excluded.device_name,
                 used_step = excluded.used_step, sealed_pending = excluded.sealed_pending,
                 enabled = excluded.enabled, preferred = excluded.preferred, version = excluded.version,
                 passkeys = excluded.passkeys",
        )?
        .execute(params![
            mfa.pool_id,
            mfa.sub,
            token.map(|token| seal("secret", &token.secret)),
            token.and_then(|token| token.device_name.as_deref()),
            token.map(|token| token.used_step),
            mfa.pending.as_ref().map(|secret| seal("pending", secret)),
            enabled.join(" "),
            mfa.preferred.map(Factor::as_str),
            mfa.version,
            mfa.passkeys,
        ])?;
    guard(touched, Conflict::Version)
}

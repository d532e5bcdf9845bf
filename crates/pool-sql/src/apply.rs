//! Applies changes inside the writer's transaction; a broken guard undoes all of them.

use poolgate_db::rusqlite::Connection;
use poolgate_pool::store::{Change, Conflict};

use crate::aggregates::{
    attempts, auth_events, browser_sessions, clients, codes, devices, documents, failures, groups,
    messages, mfa, oauth_codes, passkeys, passwords, pools, sessions, settings, spent, users,
};
use crate::secrets::Secrets;

/// Why changes were not applied.
#[derive(Debug)]
pub(crate) enum NotApplied {
    /// A guard was broken.
    Conflict(Conflict),
    /// SQLite refused, or a value could not be written.
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl From<poolgate_db::rusqlite::Error> for NotApplied {
    fn from(error: poolgate_db::rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<serde_json::Error> for NotApplied {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Broken where no row was touched.
pub(crate) const fn guard(touched: usize, conflict: Conflict) -> Result<(), NotApplied> {
    if touched == 0 {
        Err(NotApplied::Conflict(conflict))
    } else {
        Ok(())
    }
}

/// Applies the changes in order.
pub(crate) fn apply(
    connection: &Connection,
    secrets: &Secrets,
    changes: &[Change],
) -> Result<(), NotApplied> {
    changes
        .iter()
        .try_for_each(|change| apply_one(connection, secrets, change))
}

fn apply_one(
    connection: &Connection,
    secrets: &Secrets,
    change: &Change,
) -> Result<(), NotApplied> {
    match change {
        Change::CreatePool { pool, keys } => pools::create(connection, secrets, pool, keys),
        Change::UpdatePool(pool) => pools::update(connection, pool),
        Change::DeletePool { pool_id } => pools::delete(connection, pool_id),
        Change::CreateClient(client) => clients::create(connection, secrets, client),
        Change::UpdateClient(client) => clients::update(connection, secrets, client),
        Change::DeleteClient { id } => clients::delete(connection, id),
        Change::CreateUser {
            user,
            username_key,
            aliases,
        } => users::create(connection, user, username_key, aliases),
        Change::UpdateUser { user, aliases } => users::update(connection, user, aliases.as_deref()),
        Change::DeleteUser { pool_id, sub } => users::delete(connection, pool_id, sub),
        Change::SetPassword {
            pool_id,
            sub,
            password,
            keep,
        } => passwords::set(connection, secrets, (pool_id, sub), password, *keep),
        Change::PutMfa(user_mfa) => mfa::put(connection, secrets, user_mfa),
        Change::PutCode(code) => codes::put(connection, code),
        Change::SpendCode { code, mac } => codes::spend(connection, code, mac),
        Change::CountWrongCode { code, mac } => codes::count_wrong_try(connection, code, mac),
        Change::CreateSession(session) => sessions::create(connection, session),
        Change::CreateRefreshToken(token) => sessions::create_refresh_token(connection, token),
        Change::RevokeSession { id, at } => sessions::revoke(connection, id, *at),
        Change::SignOutEverywhere { pool_id, sub, at } => {
            sessions::revoke_all(connection, pool_id, sub, *at)?;
            users::sign_out(connection, pool_id, sub, *at)
        }
        Change::Decoy => settings::touch_decoy(connection),
        Change::Send(message) => messages::send(connection, secrets, message),
        Change::Spend { id, expires_at } => spent::spend(connection, id, *expires_at),
        Change::CountSignInFailure { failures, before } => {
            failures::count(connection, failures, *before)
        }
        Change::ClearSignInFailures {
            pool_id,
            subject,
            before,
        } => failures::clear(connection, pool_id, subject, *before),
        Change::SpendRefreshToken {
            hash,
            at,
            successor,
        } => sessions::spend_refresh_token(connection, secrets, hash, *at, successor),
        Change::CreateGroup(group) => groups::create(connection, group),
        Change::UpdateGroup(group) => groups::update(connection, group),
        Change::DeleteGroup { pool_id, name } => groups::delete(connection, pool_id, name),
        Change::AddToGroup { pool_id, name, sub } => groups::add(connection, pool_id, name, sub),
        Change::RemoveFromGroup { pool_id, name, sub } => {
            groups::remove(connection, pool_id, name, sub)
        }
        Change::CreateAuthEvent(event) => auth_events::create(connection, secrets, event),
        Change::UpdateAuthEvent(event) => auth_events::update(connection, secrets, event),
        Change::CreateAuthorizationCode(code) => oauth_codes::create(connection, code),
        Change::SpendAuthorizationCode {
            hash,
            at,
            session_id,
        } => oauth_codes::spend(connection, hash, *at, session_id.as_deref()),
        Change::CreateBrowserSession(session) => browser_sessions::create(connection, session),
        Change::EndBrowserSession { hash } => browser_sessions::end(connection, hash),
        Change::CreateDocument(document) => documents::create(connection, secrets, document),
        Change::UpdateDocument(document) => documents::update(connection, secrets, document),
        Change::DeleteDocument { pool_id, kind, key } => {
            documents::delete(connection, pool_id, *kind, key)
        }
        Change::PutSetting { name, value } => settings::put(connection, name, value),
        Change::CountAttempt {
            pool_id,
            subject,
            attempt,
            at,
        } => attempts::count(connection, pool_id, subject, *attempt, *at),
        Change::VoidCode(code) => codes::void(connection, code),
        Change::CreatePasskey(passkey) => passkeys::create(connection, passkey),
        Change::CountSignature { passkey, after } => {
            passkeys::count_signature(connection, passkey, *after)
        }
        Change::DeletePasskey { pool_id, sub, id } => {
            passkeys::delete(connection, pool_id, sub, id)
        }
        Change::CreateDevice(device) => devices::create(connection, secrets, device),
        Change::SetDeviceStatus {
            device,
            remembered,
            at,
        } => devices::set_status(connection, device, *remembered, *at),
        Change::AwaitDevice { device, proved } => devices::await_proof(connection, device, proved),
        Change::DeviceSignedIn {
            device,
            before,
            at,
            address,
        } => devices::signed_in(connection, device, before.as_ref(), *at, *address),
        Change::ForgetDevice(device) => devices::forget(connection, device),
    }
}

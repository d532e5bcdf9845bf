//! What the operations on devices and their twins for administrators share.

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{DeviceRememberedStatusType, DeviceType};

use super::device;
use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{DeviceRules, Pool, User};
use crate::ops::page;
use crate::store::{Change, CommitError, Conflict};
use crate::token::{self, Authenticated};

/// What the pool does with devices; an error where it does not keep track of them.
pub(crate) fn rules(pool: &Pool) -> Result<DeviceRules, Error> {
    DeviceRules::of(pool).ok_or(Error::DevicesNotTracked)
}

/// Who calls, where the model lets the access token be left out.
pub(crate) async fn authenticate(
    engine: &Engine,
    access_token: Option<&Secret>,
) -> Result<Authenticated, Error> {
    let access_token = access_token.ok_or(Error::MissingParameter("AccessToken"))?;
    token::authenticate(engine, access_token.expose()).await
}

/// A device of a user.
pub(crate) async fn get(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    key: &str,
) -> Result<DeviceType, Error> {
    rules(pool)?;
    let found = engine.store.device(&device::reference(user, key)).await?;
    Ok(found.ok_or(Error::DeviceNotFound)?.described())
}

/// A page of a user's devices, by key, and where the next one begins.
pub(crate) async fn list(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    limit: Option<i32>,
    pagination_token: Option<&str>,
) -> Result<(Vec<DeviceType>, Option<String>), Error> {
    rules(pool)?;
    let (limit, after) = (page::limit(limit), page::after(pagination_token)?);
    let devices = engine
        .store
        .devices(&pool.id, &user.sub, after.as_deref(), limit + 1)
        .await?;
    let (devices, next) = page::cut(devices, limit, |device| device.key.as_str());
    let described = devices.into_iter().map(crate::model::Device::described);
    Ok((described.collect(), next))
}

/// Remembers a device, or no more. That nothing happens where no status is given is unconfirmed.
pub(crate) async fn set_status(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    key: &str,
    status: Option<DeviceRememberedStatusType>,
) -> Result<(), Error> {
    let Some(status) = status else {
        return get(engine, pool, user, key).await.map(|_| ());
    };
    rules(pool)?;
    let change = Change::SetDeviceStatus {
        device: device::reference(user, key),
        remembered: status == DeviceRememberedStatusType::Remembered,
        at: engine.clock.now(),
    };
    commit(engine, change).await
}

/// Forgets a device. Its refresh tokens end with it, its access tokens with their time.
pub(crate) async fn forget(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    key: &str,
) -> Result<(), Error> {
    rules(pool)?;
    commit(engine, Change::ForgetDevice(device::reference(user, key))).await
}

async fn commit(engine: &Engine, change: Change) -> Result<(), Error> {
    match engine.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::DeviceNotFound),
        result => Ok(result?),
    }
}

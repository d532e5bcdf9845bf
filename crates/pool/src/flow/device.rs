//! The device of a sign-in: new, confirmed, or one that must prove itself.
//!
//! A device that is remembered proves its secret by SRP before the tokens are given. That everything before it is
//! proved is kept with the device: the clients that people have send no `Session` then, or an old one.

use std::collections::BTreeMap;
use std::net::IpAddr;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{ChallengeNameType, NewDeviceMetadataType};

use super::after::After;
use super::step::Step;
use super::{challenge_session, sign_in};
use crate::ctx::{Ctx, Engine, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Device, DeviceRef, DeviceRules, Pool, ProvedBefore, User};
use crate::store::Change;

/// What goes on from one step of a sign-in to the next.
#[derive(Default)]
pub(crate) struct Onward {
    /// What is committed with the next step.
    pub(crate) changes: Vec<Change>,
    /// The device that the user says it is on.
    pub(crate) device: ClaimedDevice,
    /// What follows.
    pub(crate) after: After,
}

/// The device that a user says it is on.
#[derive(Clone, Default)]
pub(crate) struct ClaimedDevice {
    /// `DEVICE_KEY`.
    pub(crate) key: Option<String>,
    /// From where it calls.
    pub(crate) address: Option<IpAddr>,
}

/// The letters of a device group key, after its hyphen.
const GROUP_KEY: usize = 8;

/// Which device of a user.
pub(crate) fn reference(user: &User, key: &str) -> DeviceRef {
    DeviceRef {
        pool_id: user.pool_id.clone(),
        sub: user.sub.clone(),
        key: key.to_owned(),
    }
}

/// `DeviceGroupKey`, the same for all devices of a pool: in a device's proof it stands where the pool's name stands
/// in a password's.
pub(crate) fn group_key(pool: &Pool) -> String {
    let hash = digest(&SHA256, format!("device group {}", pool.id).as_bytes());
    let letters = URL_SAFE_NO_PAD.encode(hash.as_ref());
    format!("-{}", &letters[..GROUP_KEY])
}

/// Keys for a device that nobody knows yet, where the pool keeps track of devices.
pub(crate) fn new_metadata(
    engine: &Engine,
    pool: &Pool,
    known: Option<&str>,
) -> Option<NewDeviceMetadataType> {
    DeviceRules::of(pool).filter(|_| known.is_none())?;
    Some(NewDeviceMetadataType {
        device_key: Some(format!("{}_{}", pool.region, engine.uuid())),
        device_group_key: Some(group_key(pool)),
    })
}

/// The device that the user says it is on. One that is not the user's ends the sign-in; what was proved until then is
/// used up.
pub(crate) async fn find(
    engine: &Engine,
    pool: &Pool,
    user: &User,
    onward: &Onward,
) -> Result<Option<Device>, Retry> {
    let Some(key) = onward.device.key.as_deref() else {
        return Ok(None);
    };
    if DeviceRules::of(pool).is_none() {
        return Ok(None);
    }
    let device = engine.store.device(&reference(user, key)).await?;
    if device.is_none() {
        if !onward.changes.is_empty() {
            engine.commit(onward.changes.clone()).await?;
        }
        return refuse(Error::DeviceNotFound);
    }
    Ok(device)
}

/// Whether the proof of the device does in the place of a second factor.
pub(crate) fn replaces_mfa(pool: &Pool, device: Option<&Device>) -> bool {
    device.is_some_and(|device| device.remembered)
        && DeviceRules::of(pool).is_some_and(|rules| rules.replaces_mfa)
}

/// Signs in a user who has proved everything else; on a remembered device, that one has to prove itself first.
pub(crate) async fn finish(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    onward: Onward,
) -> Result<Step, Retry> {
    let device = find(ctx, pool, user, &onward).await?;
    let mut changes = onward.changes;
    match device {
        Some(device) if device.remembered => {
            let until = ctx.clock.now().0 + challenge_session::lifetime(client);
            changes.push(Change::AwaitDevice {
                device: reference(user, &device.key),
                proved: ProvedBefore {
                    client_id: client.id.clone(),
                    until: Timestamp(until),
                },
            });
            ctx.commit(changes).await?;
            Ok(Step::Challenge {
                name: ChallengeNameType::DeviceSrpAuth,
                session: None,
                parameters: BTreeMap::new(),
                available: None,
            })
        }
        Some(device) => {
            changes.push(Change::DeviceSignedIn {
                device: reference(user, &device.key),
                before: None,
                at: ctx.clock.now(),
                address: onward.device.address,
            });
            let onward = Onward {
                changes,
                device: ClaimedDevice {
                    key: Some(device.key),
                    ..onward.device
                },
                after: onward.after,
            };
            sign_in::complete(ctx, pool, client, user, onward).await
        }
        None => {
            let onward = Onward {
                changes,
                device: ClaimedDevice {
                    key: None,
                    ..onward.device
                },
                after: onward.after,
            };
            sign_in::complete(ctx, pool, client, user, onward).await
        }
    }
}

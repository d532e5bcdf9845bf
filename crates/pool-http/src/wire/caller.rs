//! Who calls: the scope of the signature, once it holds.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use http::request::Parts;
use poolgate_pool::Caller;
use poolgate_pool_api::{Authorization, Operation};

use super::answer::Refused;
use super::sigv4::{self, Signature};
use crate::service::{InProcessCaller, PoolService};

/// Refuses a signed operation without any signature, before its body is read.
pub(crate) fn check_presence(parts: &Parts) -> Result<(), Refused> {
    if is_in_process(parts) || sigv4::is_present(&parts.headers) {
        Ok(())
    } else {
        Err(sigv4::missing())
    }
}

fn is_in_process(parts: &Parts) -> bool {
    parts.extensions.get::<InProcessCaller>().is_some()
}

/// The caller of an operation. On operations that need no signature none is looked at.
pub(crate) fn identify(
    service: &PoolService,
    operation: &Operation,
    parts: &Parts,
    body: &[u8],
) -> Result<Caller, Refused> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let address = peer.map(|ConnectInfo(peer)| peer.ip());
    let caller = |region: String, account: &str| Caller {
        region,
        account: account.to_owned(),
        address,
    };
    if operation.authorization != Authorization::SigV4 {
        return Ok(caller(String::new(), Caller::ACCOUNT));
    }
    let signature = Signature::parse(&parts.headers)?;
    if !is_in_process(parts) {
        let access = &service.access;
        if access.keys.is_empty() {
            if !access.any_signature.allows(&parts.headers) {
                return Err(sigv4::unrecognized());
            }
        } else {
            let now = service.engine.clock.now();
            let key = signature.verify(&access.keys, parts, body, now)?;
            return Ok(caller(signature.region, &key.account));
        }
    }
    let account = account_of(&signature.key_id).to_owned();
    Ok(caller(signature.region, &account))
}

/// The account of a signature that is taken as it is: a key id of twelve digits names one.
fn account_of(key_id: &str) -> &str {
    let names_one = key_id.len() == 12 && key_id.bytes().all(|byte| byte.is_ascii_digit());
    if names_one { key_id } else { Caller::ACCOUNT }
}

//! Who calls: the scope of the signature, once it holds.

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
    let caller = |region: String| Caller {
        region,
        account: Caller::ACCOUNT.to_owned(),
    };
    if operation.authorization != Authorization::SigV4 {
        return Ok(caller(String::new()));
    }
    let signature = Signature::parse(&parts.headers)?;
    if !is_in_process(parts) {
        let access = &service.access;
        if access.keys.is_empty() {
            if !access.any_signature.allows(&parts.headers) {
                return Err(sigv4::unrecognized());
            }
        } else {
            signature.verify(&access.keys, parts, body, service.engine.clock.now())?;
        }
    }
    Ok(caller(signature.region))
}

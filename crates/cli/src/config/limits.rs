//! `[limits]` and `[quotas]`: how often callers may ask the gateway, and the gateway the pool.

use std::num::NonZeroU32;

use poolgate_client::Quotas;
use poolgate_gateway::Limits;
use serde::Deserialize;

use super::context::Context;

/// `[limits]` as it is written: each a minute.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of the settings")]
pub(crate) struct RawLimits {
    address_per_minute: Option<u64>,
    account_per_minute: Option<u64>,
    mails_per_minute: Option<u64>,
}

/// Reads how often one address and one account may ask.
pub(crate) fn limits(raw: &RawLimits, context: &mut Context) -> Limits {
    let mut limits = Limits::default();
    for (key, written, limit) in [
        (
            "limits.address_per_minute",
            raw.address_per_minute,
            &mut limits.address_per_minute,
        ),
        (
            "limits.account_per_minute",
            raw.account_per_minute,
            &mut limits.account_per_minute,
        ),
        (
            "limits.mails_per_minute",
            raw.mails_per_minute,
            &mut limits.mails_per_minute,
        ),
    ] {
        if let Some(number) = above_zero(key, written, context) {
            *limit = number;
        }
    }
    limits
}

/// `[quotas]` as it is written: each a second.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of Cognito's quotas")]
pub(crate) struct RawQuotas {
    user_authentication: Option<u64>,
    user_creation: Option<u64>,
    user_account_recovery: Option<u64>,
    user_read: Option<u64>,
    user_update: Option<u64>,
    user_token: Option<u64>,
    user_resource_read: Option<u64>,
    user_resource_update: Option<u64>,
    user_list: Option<u64>,
}

/// Reads what a pool on AWS may be asked for.
pub(crate) fn quotas(raw: &RawQuotas, context: &mut Context) -> Quotas {
    let mut quotas = Quotas::default();
    for (key, written, quota) in [
        (
            "quotas.user_authentication",
            raw.user_authentication,
            &mut quotas.user_authentication,
        ),
        (
            "quotas.user_creation",
            raw.user_creation,
            &mut quotas.user_creation,
        ),
        (
            "quotas.user_account_recovery",
            raw.user_account_recovery,
            &mut quotas.user_account_recovery,
        ),
        ("quotas.user_read", raw.user_read, &mut quotas.user_read),
        (
            "quotas.user_update",
            raw.user_update,
            &mut quotas.user_update,
        ),
        ("quotas.user_token", raw.user_token, &mut quotas.user_token),
        (
            "quotas.user_resource_read",
            raw.user_resource_read,
            &mut quotas.user_resource_read,
        ),
        (
            "quotas.user_resource_update",
            raw.user_resource_update,
            &mut quotas.user_resource_update,
        ),
        ("quotas.user_list", raw.user_list, &mut quotas.user_list),
    ] {
        if let Some(number) = above_zero(key, written, context) {
            *quota = number.get();
        }
    }
    quotas
}

fn above_zero(key: &str, written: Option<u64>, context: &mut Context) -> Option<NonZeroU32> {
    let written = written?;
    let number = u32::try_from(written).ok().and_then(NonZeroU32::new);
    if number.is_none() {
        context.problem(
            key,
            format_args!("is {written}"),
            "write a number from 1 on; POOLGATE_LIMITS=off turns all limits off, on loopback only",
        );
    }
    number
}

/// A limit or a quota, for `config show`.
pub(crate) fn value(limits: &Limits, quotas: &Quotas, key: &str) -> Option<String> {
    let number = match key {
        "limits.address_per_minute" => limits.address_per_minute.get(),
        "limits.account_per_minute" => limits.account_per_minute.get(),
        "limits.mails_per_minute" => limits.mails_per_minute.get(),
        "quotas.user_authentication" => quotas.user_authentication,
        "quotas.user_creation" => quotas.user_creation,
        "quotas.user_account_recovery" => quotas.user_account_recovery,
        "quotas.user_read" => quotas.user_read,
        "quotas.user_update" => quotas.user_update,
        "quotas.user_token" => quotas.user_token,
        "quotas.user_resource_read" => quotas.user_resource_read,
        "quotas.user_resource_update" => quotas.user_resource_update,
        "quotas.user_list" => quotas.user_list,
        _ => return None,
    };
    Some(number.to_string())
}

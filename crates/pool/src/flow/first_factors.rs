//! With what a user can begin a sign-in: of the first factors that the pool allows, those that the user has and that
//! do.

use poolgate_pool_api::types::{
    AuthFactorType, ChallengeNameType, UserPoolMfaType, UserStatusType,
};

use super::{mfa, passkeys};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{LoginName, MfaRules, PasskeyRules, Pool, User};

/// The first factors that the pool allows.
fn allowed(pool: &Pool) -> Vec<AuthFactorType> {
    let policies = pool.description.policies.as_ref();
    let policy = policies.and_then(|policies| policies.sign_in_policy.as_ref());
    let allowed = policy.and_then(|policy| policy.allowed_first_auth_factors.clone());
    allowed.unwrap_or_else(|| vec![AuthFactorType::Password])
}

/// The first factors that a user has, of those that the pool allows. That an address must be there, and need not
/// be verified, is unconfirmed.
pub(crate) async fn configured(
    ctx: &Ctx,
    pool: &Pool,
    user: &User,
) -> Result<Vec<AuthFactorType>, Error> {
    let mut configured = Vec::new();
    for factor in allowed(pool) {
        let has = match factor {
            AuthFactorType::Password => ctx.store.password(&pool.id, &user.sub).await?.is_some(),
            AuthFactorType::EmailOtp => user.attribute("email").is_some(),
            AuthFactorType::SmsOtp => user.attribute("phone_number").is_some(),
            AuthFactorType::WebAuthn => {
                let rules = passkeys::rules(ctx, pool).await?;
                !passkeys::usable(ctx, &rules, user).await?.is_empty()
            }
            AuthFactorType::SoftwareToken => false,
        };
        if has {
            configured.push(factor);
        }
    }
    Ok(configured)
}

/// How the user can sign in; for nobody, as the pool's users do.
pub(super) async fn available(
    ctx: &Ctx,
    pool: &Pool,
    user: Option<&User>,
) -> Result<Vec<ChallengeNameType>, Error> {
    let allowed = allowed(pool);
    let (has_password, by_code) = match user {
        None => (true, MfaRules::of(pool).required != UserPoolMfaType::On),
        Some(user) => {
            let password = ctx.store.password(&pool.id, &user.sub).await?;
            (password.is_some(), may_use_codes(ctx, pool, user).await?)
        }
    };
    let has = |attribute: &str| user.is_none_or(|user| user.attribute(attribute).is_some());
    let mut available = Vec::new();
    if has_password && allowed.contains(&AuthFactorType::Password) {
        available.extend([ChallengeNameType::PasswordSrp, ChallengeNameType::Password]);
    }
    if by_code && allowed.contains(&AuthFactorType::EmailOtp) && has("email") {
        available.push(ChallengeNameType::EmailOtp);
    }
    if by_code && allowed.contains(&AuthFactorType::SmsOtp) && has("phone_number") {
        available.push(ChallengeNameType::SmsOtp);
    }
    Ok(available)
}

/// Whether the user must choose a password first, which nothing else can take the place of.
const fn chooses_password(user: &User) -> bool {
    matches!(
        user.status,
        UserStatusType::ForceChangePassword | UserStatusType::ResetRequired
    )
}

/// A passkey alone does not do where a second factor is asked for, unless it is both for this user.
pub(super) async fn may_use_passkeys(
    ctx: &Ctx,
    pool: &Pool,
    rules: &PasskeyRules,
    user: &User,
) -> Result<bool, Error> {
    let is_both = rules.does_for_mfa && mfa::of_user(ctx, user).await?.passkeys;
    if is_both {
        return Ok(!chooses_password(user));
    }
    may_use_codes(ctx, pool, user).await
}

/// Whether nobody seems to have a passkey that would do.
pub(super) fn nobody_uses_passkeys(
    ctx: &Ctx,
    pool: &Pool,
    rules: &PasskeyRules,
    login: &LoginName,
) -> bool {
    let is_asked_twice = MfaRules::of(pool).required == UserPoolMfaType::On;
    (!is_asked_twice || rules.does_for_mfa) && passkeys::nobody_has_one(ctx, pool, rules, login)
}

/// A code alone does not do where a second factor is asked for, nor in the place of a password that must be chosen.
async fn may_use_codes(ctx: &Ctx, pool: &Pool, user: &User) -> Result<bool, Error> {
    let rules = MfaRules::of(pool);
    if chooses_password(user) || rules.required == UserPoolMfaType::On {
        return Ok(false);
    }
    if rules.required == UserPoolMfaType::Off {
        return Ok(true);
    }
    let user_mfa = mfa::of_user(ctx, user).await?;
    Ok(user_mfa.active(rules, user).is_empty())
}

//! The pool itself.

use poolgate_client::operator::Pool;

use super::finding::{Finding, Fixes, Severity};
use crate::config::Config;

/// Everything about the pool.
pub(super) fn check(pool: &Pool, config: &Config, fixes: &Fixes) -> Vec<Finding> {
    let mut findings = of_pool(pool, fixes);
    // The embedded pool sends by the mail server of the settings.
    if !config.pool.embedded && !pool.sends_by_own_ses {
        findings.push(
            Finding::new(
                Severity::Note,
                "mails_by_cognito",
                "mails leave by Cognito's own sender",
            )
            .because("it sends 50 mails a day in an account, and sign-ups beyond get no code")
            .fixed_by("AWS console: User pools, the pool, Authentication methods, Email: Send email with Amazon SES"),
        );
    }
    findings
}

/// What holds for any pool.
pub(super) fn of_pool(pool: &Pool, fixes: &Fixes) -> Vec<Finding> {
    let mut findings = Vec::new();
    if pool.mfa == "OFF" {
        findings.push(
            Finding::new(
                Severity::Warning,
                "mfa_off",
                "multi-factor authentication is off",
            )
            .because("a password that was guessed or found elsewhere is all that an attacker needs")
            .fixed_by(fixes.of_pool(
                "set-user-pool-mfa-config",
                "--software-token-mfa-configuration Enabled=true --mfa-configuration OPTIONAL",
            )),
        );
    }
    let verifies_nothing = pool.auto_verified_attributes.is_empty();
    if verifies_nothing {
        findings.push(
            Finding::new(
                Severity::Warning,
                "nothing_verified",
                "no attribute is verified at sign-up",
            )
            .because("the pool sends no codes, so nobody proves an address and nobody can reset a password")
            .fixed_by(console(fixes, "Sign-up", "Attribute verification and user account confirmation: allow Cognito to verify, by email")),
        );
    }
    if !pool.takes_sign_ups {
        findings.push(
            Finding::new(
                Severity::Note,
                "sign_up_off",
                "only administrators make users",
            )
            .because("/auth/signup is refused; right where users are invited")
            .fixed_by(console(fixes, "Sign-up", "Self-service sign-up: enable")),
        );
    }
    if let Some(rules) = &pool.password
        && rules.minimum_length < 8
    {
        findings.push(
            Finding::new(
                Severity::Warning,
                "short_passwords",
                format!("passwords of {} characters are taken", rules.minimum_length),
            )
            .because("short passwords are guessed")
            .fixed_by(console(
                fixes,
                "Authentication methods",
                "Password policy: at least 8 characters",
            )),
        );
    }
    if pool.case_sensitive == Some(true) {
        findings.push(
            Finding::new(
                Severity::Note,
                "case_sensitive",
                "Ada@example.com and ada@example.com are two users",
            )
            .because("users who write their address another way cannot sign in")
            .fixed_by("this cannot be changed: a new pool, such as `poolgate pool create` makes, does not distinguish them"),
        );
    }
    if !pool.deletion_protection {
        findings.push(
            Finding::new(
                Severity::Note,
                "deletion_protection_off",
                "deletion protection is off",
            )
            .because("one call deletes the pool with all its users")
            .fixed_by(console(fixes, "Settings", "Deletion protection: activate")),
        );
    }
    findings
}

/// UpdateUserPool sets whatever it is not told to its default: no command line is exact without all settings.
fn console(fixes: &Fixes, page: &str, what: &str) -> String {
    format!(
        "AWS console: User pools, {}, {page}; {what}. (Not by `aws cognito-idp update-user-pool` alone: it resets what it is not told.)",
        fixes.pool_id
    )
}

//! The rules for a new password, as they stand beside its field.

use poolgate_pool::model::PasswordPolicy;
use poolgate_ui::Language;

/// What a new password needs, in words.
pub(crate) fn of_password(policy: &PasswordPolicy, language: &Language) -> Vec<String> {
    let text = |name: &str| language.text(&["form", name]);
    let length = text("rule_length").replace("{count}", &policy.minimum_length.to_string());
    let mut rules = vec![length];
    for (asked, name) in [
        (policy.uppercase, "rule_uppercase"),
        (policy.lowercase, "rule_lowercase"),
        (policy.numbers, "rule_number"),
        (policy.symbols, "rule_symbol"),
    ] {
        if asked {
            rules.push(text(name));
        }
    }
    rules
}

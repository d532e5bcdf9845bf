//! The settings of `[audit]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "audit",
    about: "The audit log of security events.",
    settings: &[
        setting("audit.file", &["POOLGATE_AUDIT_FILE"], Kind::Text)
            .default("the log")
            .about("A file of its own, as JSON; opened anew at SIGHUP."),
        setting("audit.addresses", &["POOLGATE_AUDIT_ADDRESSES"], Kind::Bool)
            .default("false")
            .reloadable()
            .about(
                "Whether it has the accounts that callers typed, and not only their keyed hashes.",
            ),
    ],
};

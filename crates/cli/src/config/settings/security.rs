//! The settings of `[security]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "security",
    about: "Keys.",
    settings: &[
        setting("security.secret_key", &["POOLGATE_SECRET_KEY", "FLASK_SECRET_KEY"], Kind::Secret).default("gateway.key in the data folder").about("What protects the sessions of challenges: at least 32 bytes. Gateways that share the work share it."),
        setting("security.master_key", &["POOLGATE_MASTER_KEY"], Kind::Secret).default("master.key in the data folder").about("What seals the embedded pool's secrets: 32 bytes in base64."),
    ],
};

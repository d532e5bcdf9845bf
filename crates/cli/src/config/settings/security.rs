//! The settings of `[security]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "security",
    about: "Keys, and which passwords are refused.",
    settings: &[
        setting("security.secret_key", &["POOLGATE_SECRET_KEY", "FLASK_SECRET_KEY"], Kind::Secret).default("gateway.key in the data folder").about("What protects the sessions of challenges: at least 32 bytes. Gateways that share the work share it."),
        setting("security.master_key", &["POOLGATE_MASTER_KEY"], Kind::Secret).default("master.key in the data folder").about("What seals the embedded pool's secrets: 32 bytes in base64."),
        setting(
            "security.refused_passwords",
            &["POOLGATE_REFUSED_PASSWORDS"],
            Kind::Text,
        )
        .reloadable()
        .about("Passwords that nobody may choose: `common` for the built-in list, or a file with one a line."),
    ],
};

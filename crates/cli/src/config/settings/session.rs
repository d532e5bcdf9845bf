//! The settings of `[session]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "session",
    about: "How long sessions of browsers last, in seconds ([sessions.md](sessions.md)).",
    settings: &[
        setting("session.idle", &["POOLGATE_SESSION_IDLE"], Kind::Number)
            .default("7200")
            .reloadable()
            .about("A session ends when nobody has used it for so long."),
        setting(
            "session.absolute",
            &["POOLGATE_SESSION_ABSOLUTE"],
            Kind::Number,
        )
        .default("86400")
        .reloadable()
        .about("It ends so long after the sign-in, used or not."),
        setting(
            "session.remember",
            &["POOLGATE_SESSION_REMEMBER"],
            Kind::Number,
        )
        .default("2592000")
        .reloadable()
        .about("The same for users who asked to be remembered, used or not."),
    ],
};

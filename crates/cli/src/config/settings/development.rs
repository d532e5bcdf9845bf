//! The settings of `[development]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "development",
    about: "What is allowed only while developing.",
    settings: &[
        setting("development.enabled", &["POOLGATE_DEV"], Kind::Bool)
            .default("true on loopback listeners only")
            .about("Whether development features answer."),
        setting("development.code", &["POOLGATE_DEV_CODE"], Kind::Text)
            .about("A code that every one-time code is, instead of a random one."),
    ],
};

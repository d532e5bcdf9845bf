//! The settings of `[log]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "log",
    about: "How much is logged, and in which form.",
    settings: &[
        setting("log.level", &["POOLGATE_LOG"], Kind::Text)
            .default("info")
            .reloadable()
            .about("Levels and targets, such as `debug` or `poolgate_gateway=debug`."),
        setting("log.format", &["POOLGATE_LOG_FORMAT"], Kind::Text)
            .default("text")
            .about("`text` or `json`."),
    ],
};

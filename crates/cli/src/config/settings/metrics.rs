//! The settings of `[metrics]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "metrics",
    about: "Who reads `/metrics`.",
    settings: &[
        setting("metrics.listen", &["POOLGATE_METRICS_LISTEN"], Kind::Text).about("A listener of its own for `/metrics`, which then answers on no other."),
        setting("metrics.token", &["POOLGATE_METRICS_TOKEN"], Kind::Secret).about("The bearer token that readers send; without one only this machine may read on the public listeners."),
    ],
};

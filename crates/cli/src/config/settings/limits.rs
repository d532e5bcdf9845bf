//! The settings of `[limits]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "limits",
    about: "How often callers may ask, each a minute.",
    settings: &[
        setting(
            "limits.address_per_minute",
            &["POOLGATE_LIMITS_ADDRESS_PER_MINUTE"],
            Kind::Number,
        )
        .default("60")
        .reloadable()
        .about("Requests from one address on the routes that guess or send."),
        setting(
            "limits.account_per_minute",
            &["POOLGATE_LIMITS_ACCOUNT_PER_MINUTE"],
            Kind::Number,
        )
        .default("60")
        .reloadable()
        .about("Guesses at one account: passwords and codes."),
        setting(
            "limits.mails_per_minute",
            &["POOLGATE_LIMITS_MAILS_PER_MINUTE"],
            Kind::Number,
        )
        .default("5")
        .reloadable()
        .about("Messages to one account."),
    ],
};

//! The settings of `[quotas]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "quotas",
    about: "How many calls a second the gateway makes of a pool on AWS; other pools have no quotas.",
    settings: &[
        setting(
            "quotas.user_authentication",
            &["POOLGATE_QUOTAS_USER_AUTHENTICATION"],
            Kind::Number,
        )
        .default("120")
        .about("Sign-ins, and answers to challenges at three times the rate."),
        setting(
            "quotas.user_creation",
            &["POOLGATE_QUOTAS_USER_CREATION"],
            Kind::Number,
        )
        .default("50")
        .about("Sign-ups and confirmations."),
        setting(
            "quotas.user_account_recovery",
            &["POOLGATE_QUOTAS_USER_ACCOUNT_RECOVERY"],
            Kind::Number,
        )
        .default("30")
        .about("Forgotten passwords."),
        setting(
            "quotas.user_read",
            &["POOLGATE_QUOTAS_USER_READ"],
            Kind::Number,
        )
        .default("120")
        .about("Reading users."),
        setting(
            "quotas.user_update",
            &["POOLGATE_QUOTAS_USER_UPDATE"],
            Kind::Number,
        )
        .default("25")
        .about("Changing users."),
        setting(
            "quotas.user_token",
            &["POOLGATE_QUOTAS_USER_TOKEN"],
            Kind::Number,
        )
        .default("120")
        .about("Refreshing and revoking tokens."),
        setting(
            "quotas.user_resource_read",
            &["POOLGATE_QUOTAS_USER_RESOURCE_READ"],
            Kind::Number,
        )
        .default("50")
        .about("Reading what belongs to users, such as groups."),
        setting(
            "quotas.user_resource_update",
            &["POOLGATE_QUOTAS_USER_RESOURCE_UPDATE"],
            Kind::Number,
        )
        .default("25")
        .about("Changing what belongs to users."),
        setting(
            "quotas.user_list",
            &["POOLGATE_QUOTAS_USER_LIST"],
            Kind::Number,
        )
        .default("30")
        .about("Listing users."),
    ],
};

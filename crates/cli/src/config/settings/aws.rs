//! The settings of `[aws]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "aws",
    about: "What counts where `[cognito]` says nothing.",
    settings: &[
        setting("aws.region", &["AWS_REGION"], Kind::Text).about("The Region."),
        setting("aws.endpoint_url", &["AWS_ENDPOINT_URL"], Kind::Text)
            .about("Another endpoint than that of AWS."),
    ],
};

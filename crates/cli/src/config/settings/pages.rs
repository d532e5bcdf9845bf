//! The settings of `[pages]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "pages",
    about: "How the gateway's pages look and what they offer ([pages.md](pages.md)). What is not set follows from the user \
            pool, where its description can be read.",
    settings: &[
        setting("pages.name", &["POOLGATE_PAGES_NAME"], Kind::Text)
            .default("the host of `server.public_url`")
            .reloadable()
            .about("What the product is called."),
        setting("pages.home", &["POOLGATE_PAGES_HOME"], Kind::Text)
            .default("/account")
            .reloadable()
            .about("Where users go after a sign-in that was not on the way to another page: a path of this host."),
        setting("pages.style", &["POOLGATE_PAGES_STYLE"], Kind::Text)
            .reloadable()
            .about("A stylesheet that comes after the built-in one: a file."),
        setting("pages.templates", &["POOLGATE_PAGES_TEMPLATES"], Kind::Text)
            .reloadable()
            .about("A folder with templates that replace the built-in ones of the same names."),
        setting("pages.providers", &["POOLGATE_PAGES_PROVIDERS"], Kind::List)
            .reloadable()
            .about("The identity providers that the sign-in page shows, such as google."),
        setting("pages.factors", &["POOLGATE_PAGES_FACTORS"], Kind::List)
            .reloadable()
            .about("The ways to sign in beside the password: `email_otp`, `sms_otp`, `passkey`."),
        setting(
            "pages.sign_up_attributes",
            &["POOLGATE_PAGES_SIGN_UP_ATTRIBUTES"],
            Kind::List,
        )
        .reloadable()
        .about("The attributes that the sign-up page asks for, beside the email address."),
    ],
};

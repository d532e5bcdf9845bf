//! The settings of `[mail]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "mail",
    about: "How mails leave, who they are from, and what they say.",
    settings: &[
        setting("mail.smtp_url", &["POOLGATE_SMTP_URL"], Kind::Secret)
            .about("The mail server: smtps://USER:PASSWORD@HOST:PORT or smtp://…."),
        setting("mail.from", &["POOLGATE_MAIL_FROM"], Kind::Text)
            .about("Who mails are from, such as Accounts <accounts@example.com>."),
        setting("mail.templates", &["POOLGATE_MAIL_TEMPLATES"], Kind::Text)
            .reloadable()
            .about("A folder with texts that replace the built-in ones."),
        setting("mail.ses_region", &["POOLGATE_SES_REGION"], Kind::Text)
            .about("Amazon SES instead of a mail server: its Region."),
        setting(
            "mail.ses_access_key_id",
            &["POOLGATE_SES_ACCESS_KEY_ID"],
            Kind::Text,
        )
        .about("The access key of a user who may send."),
        setting(
            "mail.ses_secret_access_key",
            &["POOLGATE_SES_SECRET_ACCESS_KEY"],
            Kind::Secret,
        )
        .about("Its secret."),
    ],
};

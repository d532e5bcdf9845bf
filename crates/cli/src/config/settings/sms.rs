//! The settings of `[sms]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "sms",
    about: "How the embedded pool's text messages leave: by a webhook or by Amazon SNS.",
    settings: &[
        setting(
            "sms.webhook_url",
            &["POOLGATE_SMS_WEBHOOK_URL"],
            Kind::Secret,
        )
        .about("Where text messages are posted to as JSON, signed as Standard Webhooks says."),
        setting(
            "sms.webhook_secret",
            &["POOLGATE_SMS_WEBHOOK_SECRET"],
            Kind::Secret,
        )
        .about("What they are signed with: whsec_ and base64, or any text."),
        setting("sms.sns_region", &["POOLGATE_SNS_REGION"], Kind::Text)
            .about("Amazon SNS instead of a webhook: its Region."),
        setting(
            "sms.sns_endpoint_url",
            &["POOLGATE_SNS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SNS"],
            Kind::Text,
        )
        .about("Another endpoint than AWS's own."),
        setting(
            "sms.sns_access_key_id",
            &["POOLGATE_SNS_ACCESS_KEY_ID"],
            Kind::Text,
        )
        .about("The access key of a user who may publish; unset, credentials are found as every AWS tool finds them."),
        setting(
            "sms.sns_secret_access_key",
            &["POOLGATE_SNS_SECRET_ACCESS_KEY"],
            Kind::Secret,
        )
        .about("Its secret."),
        setting("sms.sender_id", &["POOLGATE_SMS_SENDER_ID"], Kind::Text)
            .about("Who text messages by SNS are from, where the country allows a name."),
    ],
};

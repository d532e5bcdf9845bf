//! The settings of `[cognito]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "cognito",
    about: "The user pool and app client in front of which the gateway stands. With the embedded pool, the ids it is to have.",
    settings: &[
        setting(
            "cognito.user_pool_id",
            &["COGNITO_USER_POOL_ID", "USER_POOL_ID"],
            Kind::Text,
        )
        .about("The user pool's id, such as eu-west-1_AbCdEfGhI."),
        setting(
            "cognito.client_id",
            &["COGNITO_CLIENT_ID", "COGNITO_APP_CLIENT_ID", "CLIENT_ID"],
            Kind::Text,
        )
        .about("The app client's id."),
        setting(
            "cognito.client_secret",
            &["COGNITO_CLIENT_SECRET", "CLIENT_SECRET"],
            Kind::Secret,
        )
        .about("The secret of a confidential app client."),
        setting("cognito.region", &["COGNITO_REGION"], Kind::Text)
            .default("that of the pool id, else AWS_REGION, else us-east-1")
            .about("The Region."),
        setting("cognito.domain", &["COGNITO_DOMAIN"], Kind::Text)
            .about("The domain of the hosted pages."),
        setting(
            "cognito.endpoint_url",
            &["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"],
            Kind::Text,
        )
        .default("aws.endpoint_url")
        .about("Another endpoint than that of AWS."),
        setting("cognito.issuer", &["COGNITO_ISSUER"], Kind::Text)
            .default("from pool id and endpoint")
            .about("The issuer of the pool's tokens, where it is another."),
        setting("cognito.jwks_uri", &["COGNITO_JWKS_URI"], Kind::Text)
            .default("below the issuer")
            .about("The address of the key set, where it is another."),
        setting("cognito.leeway", &["POOLGATE_LEEWAY"], Kind::Number)
            .default("0")
            .about("How far the clocks of pool and gateway may differ, in seconds: at most 60."),
    ],
};

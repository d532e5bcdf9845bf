//! Every setting: its key in `poolgate.toml`, its names in the environment, its flag.

use super::lists::LISTS;

/// How the text of a variable is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A text that is never shown, and that `NAME_FILE` may hold in a file.
    Secret,
    /// `true` or `false`, also `1` and `0`, `yes` and `no`, `on` and `off`.
    Bool,
    /// A whole number.
    Number,
    /// Texts between commas or white space.
    List,
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Where it stands in the file: section and name.
    pub(crate) key: &'static str,
    /// Its names in the environment and in `.env`. Several that say different things are an error.
    pub(crate) names: &'static [&'static str],
    /// Its flag.
    pub(crate) flag: Option<&'static str>,
    /// How the text of a variable is read.
    pub(crate) kind: Kind,
}

const fn setting(key: &'static str, names: &'static [&'static str], kind: Kind) -> Setting {
    Setting {
        key,
        names,
        flag: None,
        kind,
    }
}

const fn with_flag(
    key: &'static str,
    names: &'static [&'static str],
    kind: Kind,
    flag: &'static str,
) -> Setting {
    Setting {
        key,
        names,
        flag: Some(flag),
        kind,
    }
}

/// All settings, in the order in which they are shown.
pub(crate) const SETTINGS: &[Setting] = &[
    with_flag(
        "server.listen",
        &["POOLGATE_LISTEN"],
        Kind::Text,
        "--listen",
    ),
    with_flag(
        "server.pool_listen",
        &["POOLGATE_POOL_LISTEN"],
        Kind::Text,
        "--pool-listen",
    ),
    with_flag("server.data", &["POOLGATE_DATA"], Kind::Text, "--data"),
    with_flag(
        "server.database_url",
        &["POOLGATE_DATABASE_URL"],
        Kind::Secret,
        "--database",
    ),
    setting("server.redis_url", &["POOLGATE_REDIS_URL"], Kind::Secret),
    setting("server.public_url", &["POOLGATE_PUBLIC_URL"], Kind::Text),
    setting(
        "server.trusted_proxies",
        &["POOLGATE_TRUSTED_PROXIES"],
        Kind::List,
    ),
    setting(
        "server.cors_origins",
        &["POOLGATE_CORS_ORIGINS"],
        Kind::List,
    ),
    setting(
        "server.profile_attributes",
        &["POOLGATE_PROFILE_ATTRIBUTES"],
        Kind::List,
    ),
    setting("server.limits", &["POOLGATE_LIMITS"], Kind::Text),
    setting("server.privacy", &["POOLGATE_PRIVACY"], Kind::Text),
    setting("server.verify", &["POOLGATE_VERIFY"], Kind::Text),
    setting("server.pool_down", &["POOLGATE_POOL_DOWN"], Kind::Text),
    setting(
        "limits.address_per_minute",
        &["POOLGATE_LIMITS_ADDRESS_PER_MINUTE"],
        Kind::Number,
    ),
    setting(
        "limits.account_per_minute",
        &["POOLGATE_LIMITS_ACCOUNT_PER_MINUTE"],
        Kind::Number,
    ),
    setting(
        "limits.mails_per_minute",
        &["POOLGATE_LIMITS_MAILS_PER_MINUTE"],
        Kind::Number,
    ),
    setting(
        "quotas.user_authentication",
        &["POOLGATE_QUOTAS_USER_AUTHENTICATION"],
        Kind::Number,
    ),
    setting(
        "quotas.user_creation",
        &["POOLGATE_QUOTAS_USER_CREATION"],
        Kind::Number,
    ),
    setting(
        "quotas.user_account_recovery",
        &["POOLGATE_QUOTAS_USER_ACCOUNT_RECOVERY"],
        Kind::Number,
    ),
    setting(
        "quotas.user_read",
        &["POOLGATE_QUOTAS_USER_READ"],
        Kind::Number,
    ),
    setting(
        "quotas.user_update",
        &["POOLGATE_QUOTAS_USER_UPDATE"],
        Kind::Number,
    ),
    setting(
        "quotas.user_token",
        &["POOLGATE_QUOTAS_USER_TOKEN"],
        Kind::Number,
    ),
    setting(
        "quotas.user_resource_read",
        &["POOLGATE_QUOTAS_USER_RESOURCE_READ"],
        Kind::Number,
    ),
    setting(
        "quotas.user_resource_update",
        &["POOLGATE_QUOTAS_USER_RESOURCE_UPDATE"],
        Kind::Number,
    ),
    setting(
        "quotas.user_list",
        &["POOLGATE_QUOTAS_USER_LIST"],
        Kind::Number,
    ),
    setting(
        "cognito.user_pool_id",
        &["COGNITO_USER_POOL_ID", "USER_POOL_ID"],
        Kind::Text,
    ),
    setting(
        "cognito.client_id",
        &["COGNITO_CLIENT_ID", "COGNITO_APP_CLIENT_ID", "CLIENT_ID"],
        Kind::Text,
    ),
    setting(
        "cognito.client_secret",
        &["COGNITO_CLIENT_SECRET", "CLIENT_SECRET"],
        Kind::Secret,
    ),
    setting("cognito.region", &["COGNITO_REGION"], Kind::Text),
    setting("cognito.domain", &["COGNITO_DOMAIN"], Kind::Text),
    setting(
        "cognito.endpoint_url",
        &["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"],
        Kind::Text,
    ),
    setting("cognito.issuer", &["COGNITO_ISSUER"], Kind::Text),
    setting("cognito.jwks_uri", &["COGNITO_JWKS_URI"], Kind::Text),
    setting("cognito.leeway", &["POOLGATE_LEEWAY"], Kind::Number),
    setting("aws.region", &["AWS_REGION"], Kind::Text),
    setting("aws.endpoint_url", &["AWS_ENDPOINT_URL"], Kind::Text),
    setting("pool.embedded", &["POOLGATE_EMBEDDED"], Kind::Bool),
    with_flag("pool.seed", &["POOLGATE_SEED"], Kind::Text, "--seed"),
    setting("pool.issuer", &["POOLGATE_ISSUER"], Kind::Text),
    setting(
        "pool.access_key_id",
        &["POOLGATE_ACCESS_KEY_ID"],
        Kind::Text,
    ),
    setting(
        "pool.secret_access_key",
        &["POOLGATE_SECRET_ACCESS_KEY"],
        Kind::Secret,
    ),
    setting("mail.smtp_url", &["POOLGATE_SMTP_URL"], Kind::Secret),
    setting("mail.from", &["POOLGATE_MAIL_FROM"], Kind::Text),
    setting("mail.templates", &["POOLGATE_MAIL_TEMPLATES"], Kind::Text),
    setting("mail.ses_region", &["POOLGATE_SES_REGION"], Kind::Text),
    setting(
        "mail.ses_access_key_id",
        &["POOLGATE_SES_ACCESS_KEY_ID"],
        Kind::Text,
    ),
    setting(
        "mail.ses_secret_access_key",
        &["POOLGATE_SES_SECRET_ACCESS_KEY"],
        Kind::Secret,
    ),
    setting(
        "security.secret_key",
        &["POOLGATE_SECRET_KEY", "FLASK_SECRET_KEY"],
        Kind::Secret,
    ),
    setting(
        "security.master_key",
        &["POOLGATE_MASTER_KEY"],
        Kind::Secret,
    ),
    setting(
        "security.refused_passwords",
        &["POOLGATE_REFUSED_PASSWORDS"],
        Kind::Text,
    ),
    setting("development.enabled", &["POOLGATE_DEV"], Kind::Bool),
    setting("development.code", &["POOLGATE_DEV_CODE"], Kind::Text),
];

/// The keys that may stand in the file.
pub(crate) fn file_keys() -> impl Iterator<Item = &'static str> {
    SETTINGS
        .iter()
        .map(|setting| setting.key)
        .chain(LISTS.iter().map(|list| list.key))
}

/// The known key that is most like an unknown one: alike as a whole, or alike in its last part.
pub(crate) fn nearest(unknown: &str) -> &'static str {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let likeness = |key: &str| {
        let whole = strsim::normalized_damerau_levenshtein(unknown, key);
        let part = strsim::normalized_damerau_levenshtein(&last(unknown), &last(key));
        // The section counts, but less than the name: `listen` at the top is `server.listen`.
        part + whole / 2.0
    };
    file_keys()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .unwrap_or("server.listen")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_and_no_key_stands_for_two_settings() {
        let mut names: Vec<&str> = SETTINGS
            .iter()
            .flat_map(|setting| setting.names)
            .copied()
            .collect();
        let mut keys: Vec<&str> = file_keys().collect();
        for list in [&mut names, &mut keys] {
            list.sort_unstable();
            let count = list.len();
            list.dedup();
            assert_eq!(list.len(), count);
        }
    }

    #[test]
    fn the_nearest_key_is_the_one_that_was_meant() {
        for (unknown, meant) in [
            ("server.listn", "server.listen"),
            ("listen", "server.listen"),
            ("cognito.pool_id", "cognito.user_pool_id"),
            ("client_id", "cognito.client_id"),
            ("cognito.clientid", "cognito.client_id"),
            ("pool.embeded", "pool.embedded"),
            ("security.secretkey", "security.secret_key"),
            ("sever.data", "server.data"),
            ("pool.access_keys", "pool.access_key"),
            ("mail.smpt_url", "mail.smtp_url"),
            ("mail.template", "mail.templates"),
        ] {
            assert_eq!(nearest(unknown), meant, "{unknown}");
        }
    }
}

//! The effective configuration, for people and programs: every setting, where it comes from, no secret.

use poolgate_gateway::{PoolDown, Privacy, Verification};

use super::Config;
use super::context::Context;
use super::limits;
use super::pool::PoolIssuer;
use super::rules::describe;
use super::security::DevMode;
use super::server::{Cors, Database, Server};
use super::session;
use super::settings::settings;
use super::sms::Sms;
use super::triggers::Trigger;

const HIDDEN: &str = "(hidden)";

/// One line of the effective configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The key, such as `server.listen`.
    pub(crate) key: &'static str,
    /// The value in use; nothing where there is none.
    pub(crate) value: Option<String>,
    /// `flag --listen`, `env POOLGATE_LISTEN`, `.env POOLGATE_LISTEN`, the file's name, `default`, or what it follows from.
    pub(crate) origin: String,
}

/// Every setting in use.
pub(crate) fn entries(config: &Config, context: &Context) -> Vec<Entry> {
    let fallbacks = |key: &&str| {
        !key.starts_with("aws.")
            && !key.starts_with("pool.access_key")
            && *key != "pool.secret_access_key"
    };
    let keys = settings()
        .map(|setting| setting.key)
        .filter(fallbacks)
        .chain(["pool.access_key", "rule", "trigger", "kms_key"]);
    keys.map(|key| Entry {
        key,
        value: value(config, key),
        origin: entry_origin(context, key),
    })
    .collect()
}

fn entry_origin(context: &Context, key: &str) -> String {
    let own = context.origin(key);
    if key == "pool.access_key" && own == "default" {
        context.origin("pool.access_key_id")
    } else {
        own
    }
}

fn list(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| items.join(", "))
}

fn server_value(server: &Server, key: &str) -> Option<String> {
    match key {
        "server.listen" => Some(server.listen.to_string()),
        "server.pool_listen" => Some(server.pool_listen.to_string()),
        "server.data" => Some(server.data.display().to_string()),
        "server.database_url" => {
            let Database::Sqlite(path) = &server.database;
            Some(format!("sqlite:{}", path.display()))
        }
        "server.redis_url" => server.redis.as_ref().map(ToString::to_string),
        "server.public_url" => server.public_url.clone(),
        "server.trusted_proxies" => list(&server.trusted_proxies),
        "server.cors_origins" => match &server.cors {
            Cors::None => None,
            Cors::Any => Some("*".to_owned()),
            Cors::Origins(origins) => list(origins),
        },
        "server.profile_attributes" => server.profile_attributes.as_deref().and_then(list),
        "server.limits" => Some(if server.limits { "on" } else { "off" }.to_owned()),
        "server.privacy" => Some(
            match server.privacy {
                Privacy::Standard => "standard",
                Privacy::Strict => "strict",
            }
            .to_owned(),
        ),
        "server.verify" => Some(
            match server.verify {
                Verification::Local => "local",
                Verification::Strict => "strict",
            }
            .to_owned(),
        ),
        "server.pool_down" => Some(
            match server.pool_down {
                PoolDown::Refuse => "refuse",
                PoolDown::Trust => "trust",
            }
            .to_owned(),
        ),
        "server.stop_delay" => Some(server.stop_delay.as_secs().to_string()),
        _ => None,
    }
}

fn sms_value(sms: &Sms, key: &str) -> Option<String> {
    let sns = sms.sns.as_ref();
    match key {
        "sms.webhook_url" | "sms.webhook_secret" => sms.webhook.as_ref().map(|_| HIDDEN.to_owned()),
        "sms.sns_region" => sns.map(|sns| sns.region.clone()),
        "sms.sns_endpoint_url" => sns?.endpoint_url.clone(),
        "sms.sns_access_key_id" => sns?.access_key.as_ref().map(|(id, _)| id.clone()),
        "sms.sns_secret_access_key" => sns?.access_key.as_ref().map(|_| HIDDEN.to_owned()),
        "sms.sender_id" => sns?.sender_id.clone(),
        _ => None,
    }
}

fn value(config: &Config, key: &str) -> Option<String> {
    let Config {
        server,
        cognito,
        pool,
        mail,
        sms,
        tls,
        log,
        audit,
        metrics,
        security,
        development,
        ..
    } = config;
    match key {
        key if key.starts_with("server.") => server_value(server, key),
        "cognito.user_pool_id" => cognito.user_pool_id.clone(),
        "cognito.client_id" => cognito.client_id.clone(),
        "cognito.client_secret" => cognito.client_secret.as_ref().map(|_| HIDDEN.to_owned()),
        "cognito.region" => Some(cognito.region.clone()),
        "cognito.domain" => cognito.domain.clone(),
        "cognito.endpoint_url" => cognito.endpoint_url.clone(),
        "cognito.issuer" => cognito.issuer.clone(),
        "cognito.jwks_uri" => cognito.jwks_uri.clone(),
        "cognito.leeway" => Some(cognito.leeway.as_secs().to_string()),
        "pool.seed" => pool.seed.as_ref().map(|path| path.display().to_string()),
        "pool.embedded" => Some(pool.embedded.to_string()),
        "pool.issuer" => Some(match &pool.issuer {
            PoolIssuer::Local => "local".to_owned(),
            PoolIssuer::Aws => "aws".to_owned(),
            PoolIssuer::Prefix(url) => url.clone(),
        }),
        "pool.strict_oauth" => Some(pool.strict_oauth.to_string()),
        "pool.access_key" => list(
            &pool
                .access_keys
                .iter()
                .map(|key| format!("{} {HIDDEN}", key.id))
                .collect::<Vec<_>>(),
        ),
        "mail.smtp_url" => mail.has_smtp_url.then(|| HIDDEN.to_owned()),
        "mail.from" => mail.from.clone(),
        "mail.templates" => mail
            .templates
            .as_ref()
            .map(|path| path.display().to_string()),
        "mail.ses_region" => mail.ses.as_ref().map(|ses| ses.region.clone()),
        "mail.ses_access_key_id" => mail.ses.as_ref().map(|ses| ses.access_key_id.clone()),
        "mail.ses_secret_access_key" => mail.ses.as_ref().map(|_| HIDDEN.to_owned()),
        key if key.starts_with("sms.") => sms_value(sms, key),
        "tls.certificate" => tls
            .as_ref()
            .map(|tls| tls.certificate.display().to_string()),
        "tls.key" => tls.as_ref().map(|tls| tls.key.display().to_string()),
        "log.level" => Some(log.level.clone()),
        "log.format" => Some(log.format.as_str().to_owned()),
        "audit.file" => audit.file.as_ref().map(|path| path.display().to_string()),
        "audit.addresses" => Some(audit.addresses.to_string()),
        "metrics.listen" => metrics.listen.map(|address| address.to_string()),
        "metrics.token" => metrics.token.as_ref().map(|_| HIDDEN.to_owned()),
        "rule" => list(&config.rules.iter().map(describe).collect::<Vec<_>>()),
        "kms_key" => list(
            &config
                .kms_keys
                .iter()
                .map(|key| format!("{} {HIDDEN}", key.arn))
                .collect::<Vec<_>>(),
        ),
        "trigger" => list(
            &config
                .triggers
                .iter()
                .map(Trigger::describe)
                .collect::<Vec<_>>(),
        ),
        "security.secret_key" => security.secret_key.as_ref().map(|_| HIDDEN.to_owned()),
        "security.refused_passwords" => security
            .refused_passwords
            .as_ref()
            .map(|(source, list)| format!("{source} ({} passwords)", list.len())),
        "security.master_key" => security.master_key.as_ref().map(|_| HIDDEN.to_owned()),
        "development.enabled" => match development.mode {
            DevMode::Loopback => None,
            DevMode::Everywhere => Some("true".to_owned()),
            DevMode::Off => Some("false".to_owned()),
        },
        "development.code" => development.code.clone(),
        key if key.starts_with("pages.") => config.pages.value(key),
        key if key.starts_with("session.") => session::value(&config.sessions, key),
        key => limits::value(&config.limits, &config.quotas, key),
    }
}

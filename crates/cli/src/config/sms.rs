//! `[sms]`: how the embedded pool's text messages leave.

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::context::{Context, Hidden, is_plain_url};

/// `[sms]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawSms {
    webhook_url: Option<Hidden>,
    webhook_secret: Option<Hidden>,
    sns_region: Option<String>,
    sns_endpoint_url: Option<String>,
    sns_access_key_id: Option<String>,
    sns_secret_access_key: Option<Hidden>,
    sender_id: Option<String>,
}

/// How text messages leave; none where they are kept to be read back only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sms {
    /// The webhook.
    pub(crate) webhook: Option<Webhook>,
    /// Amazon SNS.
    pub(crate) sns: Option<SnsSettings>,
}

/// A receiver of text messages. Its URL may hold a secret.
#[derive(Clone)]
pub(crate) struct Webhook {
    /// Where messages are posted to.
    pub(crate) url: Url,
    /// What they are signed with.
    pub(crate) secret: SecretString,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Amazon SNS.
#[derive(Clone, Debug)]
pub(crate) struct SnsSettings {
    /// The Region.
    pub(crate) region: String,
    /// Another endpoint than AWS's own.
    pub(crate) endpoint_url: Option<String>,
    /// An access key with its secret.
    pub(crate) access_key: Option<(String, SecretString)>,
    /// Who messages are from.
    pub(crate) sender_id: Option<String>,
}

impl Sms {
    /// Whether text messages are delivered.
    pub(crate) const fn is_set(&self) -> bool {
        self.webhook.is_some() || self.sns.is_some()
    }

    pub(crate) fn read(raw: RawSms, context: &mut Context) -> Self {
        let url = raw.webhook_url.and_then(|url| webhook_url(&url, context));
        let secret = raw.webhook_secret.map(Hidden::into_secret);
        let webhook = match (url, secret) {
            (Some(url), Some(secret)) => Some(Webhook { url, secret }),
            (Some(_), None) => {
                context.problem(
                    "sms.webhook_secret",
                    "is not set, and a webhook is: its receiver could not tell our messages from others",
                    "set POOLGATE_SMS_WEBHOOK_SECRET, for example to the output of: openssl rand -hex 32",
                );
                None
            }
            (None, _) => None,
        };
        let key = access_key(raw.sns_access_key_id, raw.sns_secret_access_key, context);
        let endpoint_url = context.checked(
            "sms.sns_endpoint_url",
            raw.sns_endpoint_url,
            "write a URL such as http://localhost:4566",
            |text| {
                is_plain_url(text)
                    .then(|| text.trim_end_matches('/').to_owned())
                    .ok_or(())
            },
        );
        let region = context.checked(
            "sms.sns_region",
            raw.sns_region,
            "write a Region such as eu-west-1",
            |text| is_region(text).then(|| text.to_owned()).ok_or(()),
        );
        let sns = region.map(|region| SnsSettings {
            region,
            endpoint_url,
            access_key: key,
            sender_id: raw.sender_id,
        });
        if webhook.is_some() && sns.is_some() {
            context.problem(
                "sms.webhook_url",
                "is set, and Amazon SNS is set too",
                "take one of them away: text messages leave one way",
            );
        }
        Self { webhook, sns }
    }
}

/// What is posted holds codes, so it goes over TLS or stays on this machine.
fn webhook_url(text: &Hidden, context: &mut Context) -> Option<Url> {
    let url = Url::parse(text.expose()).ok().filter(|url| {
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        url.scheme() == "https" || (url.scheme() == "http" && local)
    });
    if url.is_none() {
        context.problem(
            "sms.webhook_url",
            "is no https URL, nor an http URL of this machine",
            "write https://HOST/PATH",
        );
    }
    url
}

fn access_key(
    id: Option<String>,
    secret: Option<Hidden>,
    context: &mut Context,
) -> Option<(String, SecretString)> {
    let missing = match (&id, &secret) {
        (Some(_), None) => Some((
            "sms.sns_secret_access_key",
            "POOLGATE_SNS_SECRET_ACCESS_KEY",
        )),
        (None, Some(_)) => Some(("sms.sns_access_key_id", "POOLGATE_SNS_ACCESS_KEY_ID")),
        _ => None,
    };
    if let Some((key, name)) = missing {
        context.problem(
            key,
            "is not set, and the other half of the access key is",
            format!("set {name}, or take the other one away"),
        );
    }
    Some((id?, secret?.into_secret()))
}

fn is_region(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

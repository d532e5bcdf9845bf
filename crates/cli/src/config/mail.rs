//! `[mail]`: how mails leave, who they are from, and what they say.

use std::path::PathBuf;
use std::sync::Arc;

use poolgate_mail::{Smtp, SmtpServer, Templates};
use secrecy::SecretString;
use serde::Deserialize;

use super::context::{Context, Hidden};

/// `[mail]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawMail {
    smtp_url: Option<Hidden>,
    from: Option<String>,
    templates: Option<PathBuf>,
    ses_region: Option<String>,
    ses_access_key_id: Option<String>,
    ses_secret_access_key: Option<Hidden>,
}

/// How mails leave, who they are from, and what they say.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    /// Whether a mail server is set by its URL.
    pub(crate) has_smtp_url: bool,
    /// Who mails are from.
    pub(crate) from: Option<String>,
    /// The folder of templates that replace ours.
    pub(crate) templates: Option<PathBuf>,
    /// Amazon SES.
    pub(crate) ses: Option<Ses>,
    /// The way out; without one, messages are kept to be read back only.
    pub(crate) delivery: Option<Delivery>,
    /// The texts.
    pub(crate) texts: Arc<Templates>,
}

/// Amazon SES by its SMTP endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Ses {
    /// The Region.
    pub(crate) region: String,
    /// The access key of a user who may send.
    pub(crate) access_key_id: String,
    /// Its secret.
    secret_access_key: SecretString,
}

/// A mail server, and who mails are from.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// The server.
    pub(crate) server: SmtpServer,
    /// Who mails are from.
    pub(crate) from: String,
}

impl Mail {
    pub(crate) fn read(raw: RawMail, context: &mut Context) -> Self {
        let has_smtp_url = raw.smtp_url.is_some();
        let by_url = raw.smtp_url.and_then(|url| {
            SmtpServer::from_url(url.expose())
                .map_err(|error| context.problem("mail.smtp_url", error, "write smtps://USER:PASSWORD@HOST:PORT or smtp://…, with user and password percent-encoded"))
                .ok()
        });
        let ses = ses(
            raw.ses_region,
            raw.ses_access_key_id,
            raw.ses_secret_access_key,
            context,
        );
        if has_smtp_url && ses.is_some() {
            context.problem(
                "mail.smtp_url",
                "is set, and Amazon SES is set too",
                "take one of them away: mails leave one way",
            );
        }
        let from = context.checked(
            "mail.from",
            raw.from,
            "write an address, or a name and an address, such as Accounts <accounts@example.com>",
            |text| {
                if Smtp::is_from(text) {
                    Ok(text.to_owned())
                } else {
                    Err(())
                }
            },
        );
        if (has_smtp_url || ses.is_some())
            && from.is_none()
            && context.origin("mail.from") == "default"
        {
            context.problem(
                "mail.from",
                "is not set, and mails are to be sent",
                "set POOLGATE_MAIL_FROM to the address that mails are from",
            );
        }
        let server = by_url.or_else(|| {
            let Ses {
                region,
                access_key_id,
                secret_access_key,
            } = ses.as_ref()?;
            Some(SmtpServer::ses(region, access_key_id, secret_access_key))
        });
        let delivery = server
            .zip(from.clone())
            .map(|(server, from)| Delivery { server, from });
        Self {
            has_smtp_url,
            from,
            texts: Arc::new(texts(raw.templates.as_deref(), context)),
            templates: raw.templates,
            ses,
            delivery,
        }
    }
}

/// All of it or nothing.
fn ses(
    region: Option<String>,
    access_key_id: Option<String>,
    secret_access_key: Option<Hidden>,
    context: &mut Context,
) -> Option<Ses> {
    let region_is_set = region.is_some();
    let region = context.checked(
        "mail.ses_region",
        region,
        "write a Region such as eu-west-1",
        |text| {
            let is_region = !text.is_empty()
                && text
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if is_region {
                Ok(text.to_owned())
            } else {
                Err(())
            }
        },
    );
    let given = [
        ("mail.ses_region", "POOLGATE_SES_REGION", region_is_set),
        (
            "mail.ses_access_key_id",
            "POOLGATE_SES_ACCESS_KEY_ID",
            access_key_id.is_some(),
        ),
        (
            "mail.ses_secret_access_key",
            "POOLGATE_SES_SECRET_ACCESS_KEY",
            secret_access_key.is_some(),
        ),
    ];
    if given.iter().any(|(_, _, is_set)| *is_set) {
        for (key, name, _) in given.iter().filter(|(_, _, is_set)| !is_set) {
            context.problem(
                key,
                "is not set, and Amazon SES needs it",
                format!("set {name}, or take the other settings of SES away"),
            );
        }
    }
    Some(Ses {
        region: region?,
        access_key_id: access_key_id?,
        secret_access_key: secret_access_key?.into_secret(),
    })
}

/// A mistake in a template is found now, and not when somebody waits for a code.
fn texts(folder: Option<&std::path::Path>, context: &mut Context) -> Templates {
    let Some(folder) = folder else {
        return Templates::built_in();
    };
    Templates::with_folder(folder).unwrap_or_else(|error| {
        context.problem(
            "mail.templates",
            format_args!("is {}: {error}", folder.display()),
            "mend the file, or take it away: the built-in text counts then",
        );
        Templates::built_in()
    })
}

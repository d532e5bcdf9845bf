//! `[[trigger]]`: how the functions are run that the embedded pools name by ARN.

use poolgate_pool_http::trigger::HttpClient;
use secrecy::SecretString;
use serde::Deserialize;

use super::context::{Context, Hidden};

/// The key of the list.
const KEY: &str = "trigger";

/// The shortest secret of a webhook, in bytes.
const SECRET: usize = 16;

/// A `[[trigger]]` as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawTrigger {
    arn: String,
    lambda: Option<String>,
    function: Option<String>,
    access_key_id: Option<String>,
    secret_access_key: Option<Hidden>,
    webhook: Option<String>,
    secret: Option<Hidden>,
    command: Vec<String>,
}

/// A function, and how it is run.
#[derive(Clone, Debug)]
pub(crate) struct Trigger {
    /// Its ARN, as `LambdaConfig` has it.
    pub(crate) arn: String,
    /// How it is run.
    pub(crate) how: How,
}

/// How a function is run.
#[derive(Clone, Debug)]
pub(crate) enum How {
    /// By AWS itself, signed with the credentials that every AWS tool finds.
    Aws {
        /// The region of the ARN.
        region: String,
    },
    /// By something else that speaks the Invoke API.
    Lambda {
        /// Its address.
        url: String,
        /// The region of the ARN.
        region: String,
        /// The name that it knows the function by, where that is not the ARN.
        function: Option<String>,
        /// Who signs, where it asks for signatures.
        key: Option<(String, SecretString)>,
    },
    /// By a signed request.
    Webhook {
        /// The address.
        url: String,
        /// What requests are signed with.
        secret: SecretString,
    },
    /// As a command of this machine.
    Command {
        /// The program.
        program: String,
        /// Its arguments.
        arguments: Vec<String>,
    },
}

/// Reads all of them.
pub(crate) fn read(raw: Vec<RawTrigger>, context: &mut Context) -> Vec<Trigger> {
    let mut triggers: Vec<Trigger> = Vec::new();
    for raw in raw {
        let arn = raw.arn.clone();
        match trigger(raw) {
            Err((what, fix)) => context.problem(KEY, format_args!("for {arn:?} {what}"), fix),
            Ok(new) if triggers.iter().any(|other| other.arn == new.arn) => context.problem(
                KEY,
                format_args!("is there twice for {arn}"),
                "say once how a function is run",
            ),
            Ok(new) => triggers.push(new),
        }
    }
    triggers
}

/// What is wrong, and what to write.
type Wrong = (&'static str, &'static str);

fn trigger(raw: RawTrigger) -> Result<Trigger, Wrong> {
    const ADDRESS: &str = "write an https:// address, or an http:// address of this machine, without user and fragment";
    let region = region(&raw.arn).ok_or((
        "has no such ARN",
        "write arn = \"arn:aws:lambda:REGION:ACCOUNT:function:NAME\", as in the pool's LambdaConfig",
    ))?;
    let command = (!raw.command.is_empty()).then_some(raw.command);
    let of_lambda =
        raw.function.is_some() || raw.access_key_id.is_some() || raw.secret_access_key.is_some();
    if (of_lambda && raw.lambda.is_none()) || (raw.secret.is_some() && raw.webhook.is_none()) {
        return Err((
            "has members that belong to another kind",
            "function, access_key_id and secret_access_key go with lambda, secret goes with webhook",
        ));
    }
    let how = match (raw.lambda, raw.webhook, command) {
        (Some(lambda), None, None) if lambda == "aws" && !of_lambda => How::Aws { region },
        (Some(lambda), None, None) if lambda == "aws" => {
            return Err((
                "is run by AWS and has a name or a key of its own",
                "AWS knows the ARN, and the credentials are those that every AWS tool finds",
            ));
        }
        (Some(url), None, None) => {
            if !HttpClient::may_reach(&url) {
                return Err(("has a lambda address that is none", ADDRESS));
            }
            let key = match (raw.access_key_id, raw.secret_access_key) {
                (Some(id), Some(secret)) => Some((id, secret.into_secret())),
                (None, None) => None,
                _ => {
                    return Err((
                        "has half an access key",
                        "write both access_key_id and secret_access_key, or neither",
                    ));
                }
            };
            How::Lambda {
                url,
                region,
                function: raw.function,
                key,
            }
        }
        (None, Some(url), None) => {
            if !HttpClient::may_reach(&url) {
                return Err(("has a webhook address that is none", ADDRESS));
            }
            let secret = raw.secret.filter(|secret| secret.expose().len() >= SECRET);
            let secret = secret.ok_or((
                "has no secret of at least 16 characters",
                "write secret = \"whsec_...\" with what `openssl rand -base64 32` prints",
            ))?;
            How::Webhook {
                url,
                secret: secret.into_secret(),
            }
        }
        (None, None, Some(command)) => {
            let mut words = command.into_iter();
            How::Command {
                program: words.next().unwrap_or_default(),
                arguments: words.collect(),
            }
        }
        _ => {
            return Err((
                "says not once how the function is run",
                "write one of lambda, webhook and command",
            ));
        }
    };
    Ok(Trigger { arn: raw.arn, how })
}

/// The region in the ARN of a function.
fn region(arn: &str) -> Option<String> {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "lambda", region, account, "function", name, ..]
            if !region.is_empty() && !account.is_empty() && !name.is_empty() =>
        {
            Some((*region).to_owned())
        }
        _ => None,
    }
}

impl Trigger {
    /// A trigger in one line, for `config show`.
    pub(crate) fn describe(&self) -> String {
        let how = match &self.how {
            How::Aws { .. } => "lambda=aws".to_owned(),
            How::Lambda { url, .. } => format!("lambda={url}"),
            How::Webhook { url, .. } => format!("webhook={url}"),
            How::Command { program, .. } => format!("command={program}"),
        };
        format!("{} {how}", self.arn)
    }
}

//! The functions behind the triggers of the embedded pools.

use std::sync::Arc;

use anyhow::{Context, Result};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use poolgate_crypto::SystemRandom;
use poolgate_pool::trigger::{InvokeTrigger, Tries};
use poolgate_pool::{Clock, SystemClock};
use poolgate_pool_http::trigger::{
    Command, Functions, HttpClient, LambdaFunction, Signer, Target, Webhook,
};
use secrecy::ExposeSecret;

use crate::config::{Config, How};

/// All functions as they are set.
pub(crate) async fn functions(config: &Config) -> Result<Arc<dyn InvokeTrigger>> {
    let client = HttpClient::new().context("the HTTP client of triggers cannot be made")?;
    let aws = if config
        .triggers
        .iter()
        .any(|trigger| matches!(trigger.how, How::Aws { .. }))
    {
        let shared = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
        shared.credentials_provider()
    } else {
        None
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let functions = config.triggers.iter().map(|trigger| {
        let target = target(&trigger.how, &client, aws.as_ref(), &clock)
            .with_context(|| format!("the trigger {} cannot be run", trigger.arn))?;
        Ok((trigger.arn.clone(), target))
    });
    let functions: Functions = functions.collect::<Result<Vec<_>>>()?.into_iter().collect();
    Ok(Arc::new(Tries::new(functions)))
}

fn target(
    how: &How,
    client: &HttpClient,
    aws: Option<&SharedCredentialsProvider>,
    clock: &Arc<dyn Clock>,
) -> Result<Target> {
    let signer = |region: &str, credentials: SharedCredentialsProvider| Signer {
        region: region.to_owned(),
        credentials,
        clock: Arc::clone(clock),
    };
    Ok(match how {
        How::Aws { region } => {
            let credentials = aws.cloned().context("there are no AWS credentials")?;
            let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
            Target::Lambda(LambdaFunction {
                client: client.clone(),
                url: format!("https://lambda.{region}.amazonaws.com{suffix}"),
                name: None,
                signer: Some(signer(region, credentials)),
            })
        }
        How::Lambda {
            url,
            region,
            function,
            key,
        } => Target::Lambda(LambdaFunction {
            client: client.clone(),
            url: url.clone(),
            name: function.clone(),
            signer: key.as_ref().map(|(id, secret)| {
                let secret = secret.expose_secret();
                let key = Credentials::new(id, secret, None, None, "poolgate.toml");
                signer(region, SharedCredentialsProvider::new(key))
            }),
        }),
        How::Webhook { url, secret } => Target::Webhook(Webhook {
            client: client.clone(),
            url: url.clone(),
            secret: secret.clone(),
            clock: Arc::clone(clock),
            random: Arc::new(SystemRandom::default()),
        }),
        How::Command { program, arguments } => Target::Command(Command {
            program: program.clone(),
            arguments: arguments.clone(),
        }),
    })
}

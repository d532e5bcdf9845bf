//! `poolgate token decode` and `poolgate token verify`.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;
use poolgate_verify::{
    AcceptedUse, Claims, ClientIds, Error, Issuer, Unverified, Verifier, decode_unverified,
};
use serde_json::{Map, Value, json};

use super::{BAD, GOOD, WARNING};
use crate::config::{Config, Flags, Problem, Purpose};

/// How much of standard input is read: far more than any token.
const MAX_INPUT: u64 = 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Print header and claims of a token, without verifying anything
    Decode {
        /// The token, or - to read it from standard input
        token: String,
    },
    /// Check a token as the gateway would, and say why it fails
    Verify(Verify),
}

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// The token, or - to read it from standard input
    token: String,
    /// The issuer that the token must name [default: that of the configured pool]
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Where the issuer's keys lie [default: below the issuer]
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<String>,
    /// The app client that the token must be for [default: the configured one, else any]
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The kind of token that is wanted [default: either]
    #[arg(long, value_enum, value_name = "KIND")]
    token_use: Option<Kind>,
    /// How many seconds the clocks may differ, at most 60 [default: as configured]
    #[arg(long, value_name = "SECONDS")]
    leeway: Option<u64>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Access,
    Id,
}

pub(super) fn run(flags: &Flags, command: TokenCommand) -> anyhow::Result<ExitCode> {
    match command {
        TokenCommand::Decode { token } => decode(&token),
        TokenCommand::Verify(verify) => verify.run(flags),
    }
}

fn read_token(argument: &str) -> anyhow::Result<String> {
    if argument != "-" {
        return Ok(argument.trim().to_owned());
    }
    let mut text = String::new();
    std::io::stdin()
        .take(MAX_INPUT)
        .read_to_string(&mut text)
        .context("standard input cannot be read")?;
    Ok(text.trim().to_owned())
}

fn decode(argument: &str) -> anyhow::Result<ExitCode> {
    let Unverified { header, claims } =
        decode_unverified(&read_token(argument)?).context("this is no token")?;
    let warning = "NOT VERIFIED: anybody can have written this; `poolgate token verify` checks it";
    writeln!(anstream::stderr(), "{WARNING}{warning}{WARNING:#}")?;
    let document =
        json!({"verified": false, "warning": warning, "header": header, "claims": claims});
    writeln!(anstream::stdout(), "{document:#}")?;
    Ok(ExitCode::SUCCESS)
}

impl Verify {
    fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let config = Config::load(flags, Purpose::Command)?;
        let token = read_token(&self.token)?;
        let claimed = match decode_unverified(&token) {
            Ok(unverified) => unverified.claims,
            Err(error) => return fail(error.code(), &error, None),
        };
        let issuer = match self.issuer(&config, &claimed)? {
            Ok(issuer) => issuer,
            Err(what) => {
                return fail(
                    "issuer_mismatch",
                    &what,
                    Some("--issuer URL checks against another issuer"),
                );
            }
        };
        let verifier = self.verifier(&config, issuer)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        match runtime.block_on(verifier.verify(&token)) {
            Ok(claims) => {
                let summary = self.summary(&config, &claims);
                writeln!(
                    anstream::stderr(),
                    "{GOOD}The token is valid.{GOOD:#} {summary}"
                )?;
                writeln!(anstream::stdout(), "{:#}", serde_json::to_value(&claims)?)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => fail(
                error.code(),
                &error,
                hint(&verifier, &claimed, &error).as_deref(),
            ),
        }
    }

    /// The issuer that the token must name, or why it cannot be one of ours.
    ///
    /// Of an embedded pool whose id is not pinned only the beginning is known. The pool id is then the token's; the keys
    /// still come from our own pool.
    fn issuer(
        &self,
        config: &Config,
        claimed: &Map<String, Value>,
    ) -> anyhow::Result<Result<Issuer, String>> {
        let Config {
            cognito,
            pool,
            server,
            ..
        } = config;
        let url = if let Some(issuer) = &self.issuer {
            Some(issuer.clone())
        } else if !pool.embedded || cognito.issuer.is_some() {
            cognito.issuer_url()
        } else if let Some(pool_id) = &cognito.user_pool_id {
            Some(
                pool.issuer
                    .url(server.pool_listen, &cognito.region, pool_id),
            )
        } else {
            let prefix = format!(
                "{}/",
                pool.issuer.prefix(server.pool_listen, &cognito.region)
            );
            match claimed.get("iss").and_then(Value::as_str) {
                Some(named) if named.strip_prefix(&prefix).is_some_and(is_pool_id) => {
                    Some(named.to_owned())
                }
                named => {
                    let named = named.unwrap_or_default();
                    return Ok(Err(format!(
                        "the issuer is {named:?}, expected {prefix:?} and a pool id"
                    )));
                }
            }
        };
        let fix = "give --issuer URL, or set COGNITO_USER_POOL_ID";
        let url = url.ok_or_else(|| {
            Problem::new("the issuer is not known: no user pool is configured", fix)
        })?;
        Ok(Ok(Issuer::url(&url).map_err(|problem| {
            Problem::new(problem.to_string(), fix)
        })?))
    }

    fn verifier(&self, config: &Config, issuer: Issuer) -> anyhow::Result<Verifier> {
        let client_ids = match self
            .client_id
            .as_ref()
            .or(config.cognito.client_id.as_ref())
        {
            Some(id) => ClientIds::only([id]),
            None => ClientIds::any(),
        };
        let accepted = match self.token_use {
            Some(Kind::Access) => AcceptedUse::Access,
            Some(Kind::Id) => AcceptedUse::Id,
            None => AcceptedUse::Either,
        };
        let leeway = self
            .leeway
            .map_or(config.cognito.leeway, Duration::from_secs);
        let mut builder = Verifier::builder(issuer, client_ids, accepted).leeway(leeway);
        // The configured address belongs to the configured issuer, and to no other.
        let cognito = &config.cognito;
        let configured = match (&self.issuer, config.pool.embedded) {
            (Some(_), _) => None,
            (None, true) => cognito.jwks_uri.clone(),
            (None, false) => cognito.jwks_url(),
        };
        if let Some(uri) = self.jwks_uri.clone().or(configured) {
            builder = builder.jwks_uri(uri);
        }
        Ok(builder.build().map_err(|problem| {
            Problem::new(problem.to_string(), "change the flag or the setting")
        })?)
    }

    /// Who and what for, and what was not asked.
    fn summary(&self, config: &Config, claims: &Claims) -> String {
        let kind = claims.token_use().as_str();
        let until = time(claims.expires_at());
        let mut text = format!(
            "An {kind} token of {}, for app client {}, until {until}.",
            claims.sub(),
            claims.client_id()
        );
        if self.client_id.is_none() && config.cognito.client_id.is_none() {
            text.push_str(" Any app client was accepted, as none is configured.");
        }
        text
    }
}

/// Says why a token fails. Exit code 1.
fn fail(code: &str, what: &dyn std::fmt::Display, hint: Option<&str>) -> anyhow::Result<ExitCode> {
    let verdict = if code == "keys_unavailable" {
        "The token cannot be checked"
    } else {
        "The token is NOT valid"
    };
    writeln!(anstream::stderr(), "{BAD}{verdict}{BAD:#} ({code}): {what}")?;
    if let Some(hint) = hint {
        writeln!(anstream::stderr(), "  {hint}")?;
    }
    Ok(ExitCode::FAILURE)
}

fn is_pool_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(region, name)| {
        let word = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        word(region) && word(name)
    })
}

/// What the unverified token says that helps to understand the error.
fn hint(verifier: &Verifier, claims: &Map<String, Value>, error: &Error) -> Option<String> {
    match error.code() {
        "key_unknown" => {
            let named = claims.get("iss")?.as_str()?;
            let expected = verifier.issuer().as_str();
            (named != expected).then(|| {
                format!("it claims to be from {named:?}, and keys of {expected:?} were looked at")
            })
        }
        "expired" => Some(format!(
            "it expired at {}",
            time(claims.get("exp")?.as_u64()?)
        )),
        _ => None,
    }
}

/// Unix seconds as people read them.
fn time(seconds: u64) -> String {
    let timestamp = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok());
    timestamp.map_or_else(|| seconds.to_string(), |timestamp| timestamp.to_string())
}

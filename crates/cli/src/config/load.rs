//! Reading all sections.

use std::net::SocketAddr;
use std::path::PathBuf;

use poolgate_client::Quotas;
use poolgate_gateway::{Lifetimes, Limits, Rule};
use serde::Deserialize;

use super::audit::{Audit, RawAudit};
use super::cognito::{Cognito, RawAws, RawCognito};
use super::context::Context;
use super::kms_keys::{self, KmsKey, RawKmsKey};
use super::limits::{self, RawLimits, RawQuotas};
use super::log::{Log, RawLog};
use super::mail::{Mail, RawMail};
use super::metrics::{Metrics, RawMetrics};
use super::pages::{Pages, RawPages};
use super::pool::{Pool, RawPool};
use super::problem::{Problem, Problems};
use super::rules::{self, RawRule};
use super::security::{DevMode, Development, RawDevelopment, RawSecurity, Security};
use super::server::{RawServer, Server, is_loopback_url};
use super::session::{self, RawSession};
use super::show::{Entry, entries};
use super::sms::{RawSms, Sms};
use super::source::{Surroundings, collect};
use super::tls::{RawTls, Tls};
use super::triggers::{self, RawTrigger, Trigger};

/// The flags that set something.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct Flags {
    /// Address and port of the gateway [default: 127.0.0.1:8000]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
    /// Address and port of the embedded user pool [default: 127.0.0.1:9229]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub(crate) pool_listen: Option<String>,
    /// Folder for data and keys [default: ./poolgate-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<String>,
    /// Database, as sqlite:PATH [default: poolgate.db in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// File with pools, clients, groups and users to make where they are missing
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) seed: Option<String>,
    /// Configuration file [default: poolgate.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// What the configuration is for: the rules differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The gateway, with the embedded pool where that is asked for.
    Gateway,
    /// The user pool alone.
    PoolAlone,
    /// The gateway inside AWS Lambda: no listeners, no folder that stays, and never by itself in development.
    Lambda,
    /// A command that serves nothing: what only concerns listeners is not checked.
    Command,
}

/// Everything that can be set, checked.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// What it was read for.
    pub(crate) purpose: Purpose,
    /// `[server]`.
    pub(crate) server: Server,
    /// `[cognito]`.
    pub(crate) cognito: Cognito,
    /// `[pool]`.
    pub(crate) pool: Pool,
    /// `[mail]`.
    pub(crate) mail: Mail,
    /// `[sms]`.
    pub(crate) sms: Sms,
    /// `[tls]`.
    pub(crate) tls: Option<Tls>,
    /// `[log]`.
    pub(crate) log: Log,
    /// `[audit]`.
    pub(crate) audit: Audit,
    /// `[metrics]`.
    pub(crate) metrics: Metrics,
    /// `[security]`.
    pub(crate) security: Security,
    /// `[development]`.
    pub(crate) development: Development,
    /// `[limits]`.
    pub(crate) limits: Limits,
    /// `[session]`.
    pub(crate) sessions: Lifetimes,
    /// `[pages]`.
    pub(crate) pages: Pages,
    /// `[quotas]`.
    pub(crate) quotas: Quotas,
    /// `[[rule]]`.
    pub(crate) rules: Vec<Rule>,
    /// `[[trigger]]`.
    pub(crate) triggers: Vec<Trigger>,
    /// `[[kms_key]]`.
    pub(crate) kms_keys: Vec<KmsKey>,
    /// What works, and should be changed nevertheless: for the log at each start.
    pub(crate) warnings: Vec<String>,
    /// All of it with its origins and without secrets.
    pub(crate) entries: Vec<Entry>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    server: RawServer,
    cognito: RawCognito,
    aws: RawAws,
    pool: RawPool,
    mail: RawMail,
    sms: RawSms,
    tls: RawTls,
    log: RawLog,
    audit: RawAudit,
    metrics: RawMetrics,
    security: RawSecurity,
    development: RawDevelopment,
    limits: RawLimits,
    session: RawSession,
    pages: RawPages,
    quotas: RawQuotas,
    rule: Vec<RawRule>,
    trigger: Vec<RawTrigger>,
    kms_key: Vec<RawKmsKey>,
}

impl Config {
    /// Reads what surrounds this process. Everything that is wrong is reported at once.
    pub(crate) fn load(flags: &Flags, purpose: Purpose) -> Result<Self, Problems> {
        Self::read(flags, &Surroundings::of_this_process(), purpose)
    }

    /// Reads the given surroundings.
    pub(crate) fn read(
        flags: &Flags,
        around: &Surroundings,
        purpose: Purpose,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let figment = collect(flags, around, &mut problems);
        let raw: Raw = match figment.extract() {
            Ok(raw) => raw,
            Err(error) => {
                problems.extend(error.into_iter().map(|error| wrong_type(&error)));
                return Err(Problems(problems));
            }
        };
        let mut context = Context::new(figment, problems);
        let pool_id_set = raw.cognito.user_pool_id.is_some();
        let embedded_is_told = raw.pool.embedded.is_some();
        let mut config = Self {
            purpose,
            server: Server::read(raw.server, &mut context),
            cognito: Cognito::read(raw.cognito, raw.aws, &mut context),
            pool: Pool::read(raw.pool, pool_id_set, &mut context),
            mail: Mail::read(raw.mail, &mut context),
            sms: Sms::read(raw.sms, &mut context),
            tls: Tls::read(raw.tls, &mut context),
            log: Log::read(raw.log, &mut context),
            audit: Audit::read(raw.audit),
            metrics: Metrics::read(raw.metrics, &mut context),
            security: Security::read(raw.security, &mut context),
            development: Development::read(raw.development, &mut context),
            limits: limits::limits(&raw.limits, &mut context),
            sessions: session::read(&raw.session, &mut context),
            pages: Pages::read(raw.pages, &mut context),
            quotas: limits::quotas(&raw.quotas, &mut context),
            rules: rules::read(raw.rule, &mut context),
            triggers: triggers::read(raw.trigger, &mut context),
            kms_keys: kms_keys::read(raw.kms_key, &mut context),
            warnings: Vec::new(),
            entries: Vec::new(),
        };
        if purpose == Purpose::PoolAlone {
            config.pool.embedded = true;
        }
        if purpose == Purpose::Lambda && !embedded_is_told {
            config.pool.embedded = false;
        }
        if context.problems.is_empty() {
            config.check_lambda(&mut context);
            config.check_pool(&mut context);
            config.check_development(&mut context);
            config.check_rules(&mut context);
            config.check_privacy(&mut context);
            config.check_sessions(&mut context);
            config.check_tls(&mut context);
        }
        if !context.problems.is_empty() {
            return Err(Problems(context.problems));
        }
        config.entries = entries(&config, &context);
        config.warnings = context.warnings;
        Ok(config)
    }

    /// Whether what is allowed only in development may be used: short keys, fixed codes.
    ///
    /// A loopback listener is development, unless users see another host in front of it, or it is said otherwise.
    pub(crate) fn is_development(&self) -> bool {
        match self.development.mode {
            DevMode::Everywhere => true,
            DevMode::Off => false,
            DevMode::Loopback if self.purpose == Purpose::Lambda => false,
            DevMode::Loopback => {
                self.listeners().all(|listener| listener.ip().is_loopback())
                    && self
                        .server
                        .public_url
                        .as_deref()
                        .is_none_or(is_loopback_url)
            }
        }
    }

    /// The addresses that will be listened on.
    pub(crate) fn listeners(&self) -> impl Iterator<Item = SocketAddr> {
        let listens = self.purpose != Purpose::Lambda;
        let gateway = self.purpose != Purpose::PoolAlone;
        let gateway = (listens && gateway).then_some(self.server.listen);
        let pool = (listens && self.pool.embedded).then_some(self.server.pool_listen);
        gateway.into_iter().chain(pool)
    }
}

/// A value of a wrong type, which only the file can have.
fn wrong_type(error: &figment::Error) -> Problem {
    use figment::error::Kind;
    let key = error.path.join(".");
    let file = error
        .metadata
        .as_ref()
        .map_or("the configuration".into(), |metadata| metadata.name.clone());
    let (found, expected) = match &error.kind {
        // The value itself stays out of the message: it may be a secret.
        Kind::InvalidType(actual, expected) | Kind::InvalidValue(actual, expected) => (
            type_of(actual),
            expected
                .replace("sequence", "list")
                .replace("string", "text"),
        ),
        other => (other.to_string(), "another value".to_owned()),
    };
    Problem::new(
        format!("{file}: {key} is {found}"),
        format!("write {expected}"),
    )
}

fn type_of(actual: &figment::error::Actual) -> String {
    use figment::error::Actual;
    match actual {
        Actual::Bool(_) => "true or false",
        Actual::Unsigned(_) | Actual::Signed(_) | Actual::Float(_) => "a number",
        Actual::Str(_) | Actual::Char(_) => "a text",
        Actual::Seq => "a list",
        Actual::Map => "a table",
        _ => "of a wrong type",
    }
    .to_owned()
}

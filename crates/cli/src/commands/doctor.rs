//! `poolgate doctor`: what is wrong or risky with pool, app client and settings, each with its fix.
//!
//! Nothing is changed. What cannot be looked at is said, with how to change that.

mod app_client;
mod finding;
mod pool;
mod reach;
mod sessions;
mod unsigned;

#[cfg(test)]
mod tests;

use std::process::ExitCode;

use anstyle::Style;
use anyhow::Result;
use poolgate_client::Error;
use poolgate_client::operator::{AppClient, Pool};
use serde_json::json;

use self::finding::{Finding, Fixes, Severity};
use super::{BAD, GOOD, WARNING, act, output};
use crate::config::{Config, Flags};
use crate::wiring::{Place, Target};

/// Looks at everything that can be looked at.
#[derive(Debug, clap::Args)]
pub(super) struct Doctor {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(self, flags: &Flags) -> Result<ExitCode> {
        let config = act::load(flags)?;
        let (target, findings) = act::runtime()?.block_on(async {
            let target = Target::configured(&config).await?;
            let findings = examine(&config, &target).await;
            anyhow::Ok((target, findings))
        })?;
        if self.json {
            output::print_json(&document(&target, &findings))?;
        } else {
            print(&target, &findings)?;
        }
        let breaks = findings.iter().any(|f| f.severity == Severity::Error);
        Ok(ExitCode::from(u8::from(breaks)))
    }
}

async fn examine(config: &Config, target: &Target) -> Vec<Finding> {
    let mut findings = reach::look(config, target).await;
    findings.extend(sessions::look(config).await);
    let fixes = Fixes::new(
        target.operator.pool_id(),
        target.client_id.as_deref().unwrap_or("CLIENT_ID"),
        target.operator.region(),
        &target.place,
    );
    let mut blind = None;
    match target.operator.describe_pool().await {
        Ok(described) => findings.extend(pool::check(&described, config, &fixes)),
        Err(error) => blind = Some(error),
    }
    if let Some(client_id) = &target.client_id {
        match target.operator.describe_app_client(client_id).await {
            Ok(described) => {
                let pool = target.operator.describe_pool().await.ok();
                let ours = ours(config, target, &described, pool.as_ref());
                findings.extend(app_client::check(&described, &ours, &fixes));
            }
            Err(error @ Error::ClientNotFound { .. }) => {
                findings.push(not_there(&error, "COGNITO_CLIENT_ID"));
            }
            Err(error) => blind = blind.or(Some(error)),
        }
    } else {
        findings.push(
            Finding::new(Severity::Error, "client_id_missing", "no app client is set")
                .because("without one nobody can sign in")
                .fixed_by("set COGNITO_CLIENT_ID; `poolgate pool describe` lists the app clients"),
        );
    }
    if let Some(error) = blind {
        findings.push(cannot_look(&error, &target.place));
        findings.extend(unsigned::check(config, target, &fixes).await);
    }
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// What the gateway's own settings say about the app client.
fn ours(
    config: &Config,
    target: &Target,
    client: &AppClient,
    pool: Option<&Pool>,
) -> app_client::Ours {
    app_client::Ours {
        // The embedded pool hands its secret to the gateway by itself.
        client_secret: if target.place.is_embedded() {
            client.secret.clone()
        } else {
            config.cognito.client_secret.clone()
        },
        public_url: config.server.public_url.clone(),
        custom_attributes: pool
            .map(|pool| pool.custom_attributes.clone())
            .unwrap_or_default(),
    }
}

fn not_there(error: &Error, name: &str) -> Finding {
    Finding::new(Severity::Error, "not_found", error.to_string())
        .because("every call of the gateway is refused")
        .fixed_by(format!(
            "look at {name} and the region: `poolgate config show` says where they come from"
        ))
}

fn cannot_look(error: &Error, place: &Place) -> Finding {
    match error {
        Error::PoolNotFound { .. } => not_there(error, "COGNITO_USER_POOL_ID"),
        Error::AccessDenied { .. } => Finding::new(
            Severity::Warning,
            "cannot_look",
            format!("pool and app client could not be looked at: {error}"),
        )
        .because("what is said here about the app client is only what an unsigned call shows")
        .fixed_by(match place {
            Place::Running(_) | Place::File(_) => {
                "set POOLGATE_ACCESS_KEY_ID and POOLGATE_SECRET_ACCESS_KEY as the running server has them"
            }
            Place::Aws | Place::Endpoint(_) => {
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, of somebody with the policy that `poolgate pool policy --feature doctor` prints"
            }
        }),
        error => Finding::new(
            Severity::Error,
            "pool_unreachable",
            format!("{place} does not answer as a user pool: {error}"),
        )
        .because("nobody can sign in while the pool cannot be asked")
        .fixed_by("look at the network, the region and the endpoint: `poolgate config show`"),
    }
}

fn print(target: &Target, findings: &[Finding]) -> Result<()> {
    let pool_id = target.operator.pool_id();
    output::print_line(&format!("Looked at {pool_id}: {}\n", target.place))?;
    for finding in findings {
        let style: Style = match finding.severity {
            Severity::Error => BAD,
            Severity::Warning => WARNING,
            Severity::Note => Style::new().bold(),
        };
        output::print_line(&format!(
            "{style}{}:{style:#} {}\n  why  {}\n  fix  {}\n",
            finding.severity.as_str(),
            finding.what,
            finding.why,
            finding.fix
        ))?;
    }
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    output::print_line(&if errors == 0 {
        format!("{GOOD}nothing breaks sign-in{GOOD:#}; {warnings} to look at")
    } else {
        format!("{BAD}{errors} break sign-in{BAD:#}; {warnings} more to look at")
    })
}

fn document(target: &Target, findings: &[Finding]) -> serde_json::Value {
    let findings: Vec<_> = findings
        .iter()
        .map(|finding| {
            json!({
                "severity": finding.severity.as_str(),
                "code": finding.code,
                "what": finding.what,
                "why": finding.why,
                "fix": finding.fix,
            })
        })
        .collect();
    json!({
        "pool_id": target.operator.pool_id(),
        "client_id": target.client_id,
        "where": target.place.to_string(),
        "findings": findings,
    })
}

//! `poolgate pool describe`.

use std::process::ExitCode;

use anyhow::Result;
use poolgate_client::operator::{AppClient, PasswordRules, Pool};
use serde_json::{Value, json};

use crate::commands::act;
use crate::commands::output::{self, Sheet, Table};
use crate::config::Flags;
use crate::wiring::Target;

#[derive(Debug, clap::Args)]
pub(in crate::commands) struct Describe {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Describe {
    /// Describes the configured pool.
    pub(super) fn run(self, flags: &Flags) -> Result<ExitCode> {
        act::on_configured_pool(flags, async |target| {
            let operator = &target.operator;
            let pool = operator.describe_pool().await?;
            let mut clients = Vec::new();
            for (id, _) in operator.list_app_clients().await? {
                clients.push(operator.describe_app_client(&id).await?);
            }
            if self.json {
                output::print_json(&document(target, &pool, &clients))
            } else {
                print(target, &pool, &clients)
            }
        })
    }
}

fn print(target: &Target, pool: &Pool, clients: &[AppClient]) -> Result<()> {
    let mut sheet = Sheet::new();
    sheet
        .line("Where", target.place.to_string())
        .line("Name", &pool.name)
        .line("Pool id", &pool.id)
        .line("ARN", pool.arn.as_deref().unwrap_or_default())
        .line("Sign-in by", sign_in(pool))
        .line("Verified", output::list(&pool.auto_verified_attributes))
        .line("Required", output::list(&pool.required_attributes))
        .line("Own attributes", output::list(&pool.custom_attributes))
        .line(
            "Passwords",
            pool.password.as_ref().map(words).unwrap_or_default(),
        )
        .line("MFA", &pool.mfa)
        .line(
            "Deletion protection",
            if pool.deletion_protection {
                "on"
            } else {
                "off"
            },
        )
        .line("Domain", pool.domain.as_deref().unwrap_or_default())
        .line(
            "Users, about",
            pool.estimated_users
                .map(|count| count.to_string())
                .unwrap_or_default(),
        );
    sheet.print()?;
    let mut table = Table::new(&["", "CLIENT ID", "NAME", "SECRET", "FLOWS"]);
    for client in clients {
        let is_ours = target.client_id.as_deref() == Some(client.id.as_str());
        table.row([
            if is_ours { "*" } else { "" }.to_owned(),
            client.id.clone(),
            client.name.clone(),
            if client.secret.is_some() { "yes" } else { "no" }.to_owned(),
            output::list(&client.flows),
        ]);
    }
    output::print_line("")?;
    table.print()?;
    output::print_line("\n* the app client of the gateway")
}

fn sign_in(pool: &Pool) -> String {
    if pool.username_attributes.is_empty() {
        "user name".to_owned()
    } else {
        output::list(&pool.username_attributes)
    }
}

fn words(rules: &PasswordRules) -> String {
    let kinds = [
        (rules.uppercase, "an upper-case letter"),
        (rules.lowercase, "a lower-case letter"),
        (rules.numbers, "a digit"),
        (rules.symbols, "a sign"),
    ];
    let mut text = format!("at least {} characters", rules.minimum_length);
    for (_, kind) in kinds.iter().filter(|(needed, _)| *needed) {
        text.push_str(", ");
        text.push_str(kind);
    }
    text
}

fn document(target: &Target, pool: &Pool, clients: &[AppClient]) -> Value {
    let client = |client: &AppClient| {
        json!({
            "id": client.id,
            "name": client.name,
            "confidential": client.secret.is_some(),
            "flows": client.flows,
            "hides_users": client.hides_users,
            "revokes_tokens": client.revokes_tokens,
            "callback_urls": client.callback_urls,
            "logout_urls": client.logout_urls,
            "of_the_gateway": target.client_id.as_deref() == Some(client.id.as_str()),
        })
    };
    let password = pool.password.as_ref().map(|rules| {
        json!({
            "minimum_length": rules.minimum_length,
            "uppercase": rules.uppercase,
            "lowercase": rules.lowercase,
            "numbers": rules.numbers,
            "symbols": rules.symbols,
        })
    });
    json!({
        "id": pool.id,
        "name": pool.name,
        "arn": pool.arn,
        "username_attributes": pool.username_attributes,
        "auto_verified_attributes": pool.auto_verified_attributes,
        "required_attributes": pool.required_attributes,
        "custom_attributes": pool.custom_attributes,
        "password": password,
        "case_sensitive": pool.case_sensitive,
        "mfa": pool.mfa,
        "deletion_protection": pool.deletion_protection,
        "domain": pool.domain,
        "estimated_users": pool.estimated_users,
        "clients": clients.iter().map(client).collect::<Vec<_>>(),
    })
}

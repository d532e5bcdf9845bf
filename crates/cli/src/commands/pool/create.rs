//! `poolgate pool create`: pool, app client and groups, made where they are missing; their ids in `.env`.

mod env;
mod report;

use std::process::ExitCode;

use anyhow::{Result, bail};
use poolgate_client::Error;
use poolgate_client::operator::{AppClient, NewGroup, Operator, Pool};

use super::differences::{self, Difference};
use super::plan::{Plan, Source};
use crate::commands::act;
use crate::config::{Config, Flags, Problem};
use crate::wiring::{Place, Target};

#[derive(Debug, clap::Args)]
pub(in crate::commands) struct Create {
    #[command(flatten)]
    source: Source,
    /// On AWS, or at the endpoint that is set
    #[arg(long, conflicts_with = "embedded")]
    aws: bool,
    /// In the embedded pool's database [default, where neither POOLGATE_EMBEDDED, nor a pool id, nor an endpoint is set]
    #[arg(long)]
    embedded: bool,
    #[command(flatten)]
    env: env::EnvFlags,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print the client secret too
    #[arg(long)]
    show_secret: bool,
}

/// What there is now.
struct Made {
    place: Place,
    region: String,
    pool: Pool,
    pool_is_new: bool,
    client: AppClient,
    client_is_new: bool,
    /// The groups, and whether each is new.
    groups: Vec<(String, bool)>,
    differences: Vec<Difference>,
}

impl Create {
    /// Makes what is missing, and says what there is.
    pub(super) fn run(self, flags: &Flags) -> Result<ExitCode> {
        let mut wishes = self.source.wishes.clone();
        if let Some(path) = &self.source.file {
            wishes = wishes.or_file(path)?;
        }
        let config = act::load(flags)?;
        let region = wishes.region.clone();
        let region = region.unwrap_or_else(|| config.cognito.region.clone());
        let plan = wishes.plan()?;
        let made = act::runtime()?.block_on(self.make(&config, &plan, &region))?;
        let written = self.env.write(&config, &made)?;
        report::print(&made, &written, self.json, self.show_secret)?;
        Ok(ExitCode::SUCCESS)
    }

    async fn make(&self, config: &Config, plan: &Plan, region: &str) -> Result<Made> {
        let target = if self.is_embedded(config) {
            Target::embedded(config, region).await?
        } else {
            Target::remote(config, region).await
        };
        // An id that is set counts where it is one of the same place.
        let same_place = config.pool.embedded == target.place.is_embedded();
        let known = config
            .cognito
            .user_pool_id
            .as_deref()
            .filter(|_| same_place);
        let place = target.place.clone();
        make(target, plan, known, config.cognito.client_id.as_deref())
            .await
            .map_err(|error| act::explained(error, &place))
    }

    /// Where to make it: as asked, as set, at the endpoint if there is one, else as the gateway would start.
    fn is_embedded(&self, config: &Config) -> bool {
        if self.aws || self.embedded {
            return self.embedded;
        }
        let is_default = |entry: &crate::config::Entry| {
            entry.key == "pool.embedded" && entry.origin.starts_with("default")
        };
        let is_set = !config.entries.iter().any(is_default);
        config.pool.embedded && (is_set || config.cognito.endpoint_url.is_none())
    }
}

async fn make(
    target: Target,
    plan: &Plan,
    known_pool: Option<&str>,
    known_client: Option<&str>,
) -> Result<Made> {
    let ids = target.operator.pools_of_name(&plan.pool.name).await?;
    let found = one_of(&ids, known_pool, "pools", &plan.pool.name)?;
    let pool_is_new = found.is_none();
    let pool = match found {
        Some(id) => target.operator.of_pool(id).describe_pool().await?,
        None => target.operator.create_pool(&plan.pool).await?,
    };
    let operator = target.operator.of_pool(&pool.id);

    let clients = operator.list_app_clients().await?;
    let ids: Vec<String> = clients
        .into_iter()
        .filter(|(_, name)| *name == plan.client.name)
        .map(|(id, _)| id)
        .collect();
    let found = one_of(&ids, known_client, "app clients", &plan.client.name)?;
    let client_is_new = found.is_none();
    let client = match found {
        Some(id) => operator.describe_app_client(id).await?,
        None => operator.create_app_client(&plan.client).await?,
    };
    let mut differences = Vec::new();
    if !pool_is_new {
        differences.extend(differences::of_pool(&pool, &plan.pool));
    }
    if !client_is_new {
        differences.extend(differences::of_client(&client, &plan.client));
    }
    Ok(Made {
        groups: groups(&operator, &plan.groups).await?,
        region: operator.region().to_owned(),
        place: target.place,
        pool,
        pool_is_new,
        client,
        client_is_new,
        differences,
    })
}

/// The id of the only one of this name, or the one that is set.
fn one_of<'a>(
    ids: &'a [String],
    known: Option<&str>,
    kind: &str,
    name: &str,
) -> Result<Option<&'a str>> {
    if let Some(id) = ids.iter().find(|id| known == Some(id.as_str())) {
        return Ok(Some(id));
    }
    match ids {
        [] => Ok(None),
        [id] => Ok(Some(id)),
        several => bail!(Problem::new(
            format!(
                "{} {kind} have the name {name}: {}",
                several.len(),
                several.join(", ")
            ),
            "choose one by its id, with COGNITO_USER_POOL_ID or COGNITO_CLIENT_ID, or give another name",
        )),
    }
}

/// Makes the groups that are missing.
async fn groups(operator: &Operator, wanted: &[String]) -> Result<Vec<(String, bool)>> {
    let mut groups = Vec::new();
    for name in wanted {
        let new = NewGroup {
            name: name.clone(),
            ..NewGroup::default()
        };
        match operator.create_group(&new).await {
            Ok(()) => groups.push((name.clone(), true)),
            Err(Error::GroupExists) => groups.push((name.clone(), false)),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::one_of;

    #[test]
    fn of_several_pools_of_a_name_the_one_that_is_set_counts() {
        let ids = ["a".to_owned(), "b".to_owned()];
        assert_eq!(one_of(&[], None, "pools", "x").unwrap(), None);
        assert_eq!(
            one_of(&ids[..1], Some("z"), "pools", "x").unwrap(),
            Some("a")
        );
        assert_eq!(one_of(&ids, Some("b"), "pools", "x").unwrap(), Some("b"));
        let error = one_of(&ids, None, "pools", "x").unwrap_err().to_string();
        assert!(
            error.contains("a, b") && error.contains("COGNITO_USER_POOL_ID"),
            "{error}"
        );
    }
}

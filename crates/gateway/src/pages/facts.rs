//! What the pages tell of the user pool before a mistake is made: its rules for passwords, what it asks at sign-up, the
//! ways to sign in. Read with the operator's credentials, where there are some; else the settings say it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;
use poolgate_client::Credentials;
use poolgate_client::operator::{Operator, PasswordRules};
use poolgate_ui::Language;

use super::settings::Factor;
use crate::gateway::Gateway;
use crate::provider_name::provider_in_path;

/// How long it is remembered, as is that it must not be read.
const REMEMBERED: Duration = Duration::from_mins(5);
/// The same in development, where people change the pool and look at once.
const BRIEFLY: Duration = Duration::from_secs(2);
/// How long it is remembered that the pool did not answer.
const UNANSWERED: Duration = Duration::from_secs(15);
/// How long a page waits for it.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the pool says of itself; nothing where it cannot be asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    password: Option<PasswordRules>,
    required: Vec<String>,
    is_closed: bool,
    has_no_second_factors: bool,
    factors: Vec<Factor>,
    providers: Vec<String>,
    /// Where the hosted pages may lead after a sign-out.
    logout_urls: Option<Vec<String>>,
    /// The pool did not answer, and may at the next time.
    is_unanswered: bool,
}

/// The facts of the moment.
#[derive(Debug)]
pub(crate) struct FactsCache(Cache<(), Arc<Facts>>);

impl FactsCache {
    /// An empty one; for development, where what is known is fresh.
    pub(crate) fn new(dev: bool) -> Self {
        let known = if dev { BRIEFLY } else { REMEMBERED };
        let cache = Cache::builder()
            .max_capacity(1)
            .expire_after(Lifetime { known });
        Self(cache.build())
    }
}

struct Lifetime {
    known: Duration,
}

impl Expiry<(), Arc<Facts>> for Lifetime {
    fn expire_after_create(&self, (): &(), facts: &Arc<Facts>, _: Instant) -> Option<Duration> {
        Some(if facts.is_unanswered {
            UNANSWERED
        } else {
            self.known
        })
    }
}

impl Facts {
    /// What is known of the gateway's pool, with what the settings say in its place.
    pub(crate) async fn of(gateway: &Gateway) -> Self {
        let cache = &gateway.facts().0;
        let known = cache.get_with((), Box::pin(async { Arc::new(asked(gateway).await) }));
        let mut facts = Self::clone(&*known.await);
        let pages = &gateway.config().pages;
        if let Some(providers) = &pages.providers {
            facts.providers.clone_from(providers);
        }
        if let Some(factors) = &pages.factors {
            facts.factors.clone_from(factors);
        }
        if let Some(attributes) = &pages.sign_up_attributes {
            facts.required.clone_from(attributes);
        }
        if gateway.config().hosted.is_none() {
            facts.providers.clear();
        }
        facts
    }

    /// What a new password needs, in words; nothing where that is not known.
    pub(crate) fn password_rules(&self, language: &Language) -> Vec<String> {
        let Some(rules) = &self.password else {
            return Vec::new();
        };
        let text = |name: &str| language.text(&["form", name]);
        let length = text("rule_length").replace("{count}", &rules.minimum_length.to_string());
        let kinds = [
            (rules.uppercase, "rule_uppercase"),
            (rules.lowercase, "rule_lowercase"),
            (rules.numbers, "rule_number"),
            (rules.symbols, "rule_symbol"),
        ];
        let kinds = kinds.into_iter().filter(|(asked, _)| *asked);
        std::iter::once(length)
            .chain(kinds.map(|(_, name)| text(name)))
            .collect()
    }

    /// The attributes that a sign-up asks for, beside the email address.
    pub(crate) fn sign_up_attributes(&self) -> &[String] {
        &self.required
    }

    /// Whether accounts are created by administrators alone.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Whether a user may set up a second factor; where nobody knows, they are tried.
    pub(crate) fn has_second_factors(&self) -> bool {
        !self.has_no_second_factors
    }

    /// The ways to sign in beside the password.
    pub(crate) fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// Whether the hosted pages lead back to this address after a sign-out; where nobody knows, they are tried.
    pub(crate) fn takes_back_to(&self, url: &str) -> bool {
        let known = self.logout_urls.as_ref();
        known.is_none_or(|urls| urls.iter().any(|other| other == url))
    }

    /// The identity providers, by their names in paths.
    pub(crate) fn providers(&self) -> &[String] {
        &self.providers
    }
}

async fn asked(gateway: &Gateway) -> Facts {
    let config = &gateway.config().client;
    if matches!(config.credentials, Credentials::None) {
        return Facts::default();
    }
    let ask = async {
        let operator = Operator::new(config.clone()).await;
        let pool = operator.describe_pool().await?;
        let client = operator.describe_app_client(&config.client_id).await?;
        Ok::<_, poolgate_client::Error>((pool, client))
    };
    let (pool, client) = match tokio::time::timeout(PATIENCE, ask).await {
        Ok(Ok(found)) => found,
        failed => {
            let (cause, is_unanswered) = match &failed {
                Ok(Err(error)) => (error.to_string(), error.is_unavailable()),
                _ => ("no answer in time".to_owned(), true),
            };
            tracing::info!(
                cause,
                "the pages know nothing of the pool's rules: give the gateway DescribeUserPool and \
                 DescribeUserPoolClient, or set pages.providers, pages.factors and pages.sign_up_attributes"
            );
            return Facts {
                is_unanswered,
                ..Facts::default()
            };
        }
    };
    let chooses = client.flows.contains("ALLOW_USER_AUTH");
    let factors = pool.first_factors.iter().filter(|_| chooses);
    let providers = client.identity_providers.iter();
    Facts {
        password: pool.password,
        required: ["name", "given_name", "family_name"]
            .into_iter()
            .map(str::to_owned)
            .chain(pool.required_attributes.iter().cloned())
            .filter(|name| name != "email" && pool.required_attributes.contains(name))
            .fold(Vec::new(), |mut names, name| {
                if !names.contains(&name) {
                    names.push(name);
                }
                names
            }),
        is_closed: !pool.takes_sign_ups,
        has_no_second_factors: pool.mfa == "OFF",
        factors: factors
            .filter_map(|name| Factor::of_cognito(name))
            .collect(),
        providers: providers
            .filter(|name| *name != "COGNITO")
            .map(|name| provider_in_path(name).to_owned())
            .collect(),
        logout_urls: Some(client.logout_urls),
        is_unanswered: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_pool_did_not_answer_is_asked_again_soon() {
        let lifetime = |is_unanswered| {
            let facts = Facts {
                is_unanswered,
                ..Facts::default()
            };
            Lifetime { known: REMEMBERED }.expire_after_create(
                &(),
                &Arc::new(facts),
                Instant::now(),
            )
        };
        assert_eq!(lifetime(true), Some(UNANSWERED));
        assert_eq!(lifetime(false), Some(REMEMBERED));
    }
}

//! Where a pool and an app client that were there already are not as they were asked for.

use std::collections::BTreeSet;
use std::fmt;

use poolgate_client::operator::{AppClient, NewAppClient, NewPool, Pool};
use serde::Serialize;

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Difference {
    /// What differs.
    setting: &'static str,
    /// How it is.
    found: String,
    /// How it was asked for.
    asked: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            setting,
            found,
            asked,
        } = self;
        write!(f, "{setting} is {found}, and {asked} was asked for")
    }
}

#[derive(Default)]
struct Differences(Vec<Difference>);

impl Differences {
    fn texts(&mut self, setting: &'static str, found: &str, asked: &str) {
        if found != asked {
            self.0.push(Difference {
                setting,
                found: found.to_owned(),
                asked: asked.to_owned(),
            });
        }
    }

    fn flags(&mut self, setting: &'static str, found: bool, asked: bool) {
        let text = |flag| if flag { "on" } else { "off" };
        self.texts(setting, text(found), text(asked));
    }

    fn sets(&mut self, setting: &'static str, found: &BTreeSet<String>, asked: &[String]) {
        let text = |names: &BTreeSet<&String>| match names.len() {
            0 => "nothing".to_owned(),
            _ => names
                .iter()
                .map(|name| name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        };
        self.texts(
            setting,
            &text(&found.iter().collect()),
            &text(&asked.iter().collect()),
        );
    }
}

/// Where the pool is not as asked. What an endpoint does not say is not compared.
pub(super) fn of_pool(found: &Pool, asked: &NewPool) -> Vec<Difference> {
    let mut all = Differences::default();
    if let Some(rules) = &found.password {
        let wanted = &asked.password;
        all.texts(
            "the least length of passwords",
            &rules.minimum_length.to_string(),
            &wanted.minimum_length.to_string(),
        );
        all.flags("upper case in passwords", rules.uppercase, wanted.uppercase);
        all.flags("lower case in passwords", rules.lowercase, wanted.lowercase);
        all.flags("digits in passwords", rules.numbers, wanted.numbers);
        all.flags("signs in passwords", rules.symbols, wanted.symbols);
    }
    all.sets(
        "what users sign in with",
        &found.username_attributes,
        &asked.username_attributes,
    );
    all.sets(
        "what is verified",
        &found.auto_verified_attributes,
        &asked.auto_verified_attributes,
    );
    all.sets(
        "the list of required attributes",
        &found.required_attributes,
        &asked.required_attributes,
    );
    all.sets(
        "the list of custom attributes",
        &found.custom_attributes,
        &asked.custom_attributes,
    );
    if let Some(case_sensitive) = found.case_sensitive {
        all.flags(
            "letter case in user names",
            case_sensitive,
            asked.case_sensitive,
        );
    }
    all.texts("multi-factor authentication", &found.mfa, "OFF");
    all.0
}

/// Where the app client is not as asked.
pub(super) fn of_client(found: &AppClient, asked: &NewAppClient) -> Vec<Difference> {
    let mut all = Differences::default();
    all.flags(
        "the client secret",
        found.secret.is_some(),
        asked.with_secret,
    );
    all.sets("the list of flows", &found.flows, &asked.flows);
    all.flags("hiding which users exist", found.hides_users, true);
    all.flags("revocation of tokens", found.revokes_tokens, true);
    all.0
}

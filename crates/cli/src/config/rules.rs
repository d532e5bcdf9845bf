//! `[[rule]]`: who may pass to which path of an application behind `/auth/verify`.

use poolgate_gateway::{Access, Method, Rights, Rule, Verification};
use serde::Deserialize;

use super::context::Context;
use super::server::{VERIFY, verification};

/// The key of the list.
const KEY: &str = "rule";

/// A `[[rule]]` as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawRule {
    path: String,
    methods: Vec<String>,
    access: Option<String>,
    groups: Vec<String>,
    scopes: Vec<String>,
    verify: Option<String>,
}

/// Reads all rules, in their order.
pub(crate) fn read(raw: Vec<RawRule>, context: &mut Context) -> Vec<Rule> {
    raw.into_iter()
        .filter_map(|raw| rule(raw, context))
        .collect()
}

fn rule(raw: RawRule, context: &mut Context) -> Option<Rule> {
    let Ok(path) = raw.path.parse() else {
        context.problem(
            KEY,
            format_args!("has the path {:?}", raw.path),
            "write path = \"/api/customers\", \"/api/*\" (one more part) or \"/admin/**\" (everything below)",
        );
        return None;
    };
    let mut methods = Vec::new();
    for name in &raw.methods {
        // Methods have capital letters only; another spelling would never fit.
        match Method::from_bytes(name.as_bytes()) {
            Ok(method) if name.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                methods.push(method);
            }
            _ => context.problem(
                KEY,
                format_args!("for {} has the method {name:?}", raw.path),
                "write methods = [\"GET\", \"POST\"], or leave it out for all of them",
            ),
        }
    }
    let rights = Rights {
        groups: raw.groups,
        scopes: raw.scopes,
    };
    let access = match raw.access.as_deref() {
        None | Some("signed-in") => Access::SignedIn(rights),
        Some("public") if rights == Rights::default() => Access::Public,
        Some("public") => {
            context.problem(
                KEY,
                format_args!("for {} is public and asks for groups or scopes", raw.path),
                "take access away, or groups and scopes",
            );
            return None;
        }
        Some(other) => {
            context.problem(
                KEY,
                format_args!("for {} has the access {other:?}", raw.path),
                "write access = \"public\" or \"signed-in\" (the default)",
            );
            return None;
        }
    };
    let verification = raw.verify.as_deref().map(verification);
    if matches!(verification, Some(Err(()))) {
        let what = format!("for {} has verify = {:?}", raw.path, raw.verify);
        context.problem(KEY, what, VERIFY);
        return None;
    }
    Some(Rule {
        path,
        methods,
        access,
        verification: verification.and_then(Result::ok),
    })
}

/// A rule in one line, for `config show`.
pub(crate) fn describe(rule: &Rule) -> String {
    let mut words = vec![rule.path.to_string()];
    words.extend(rule.methods.iter().map(ToString::to_string));
    match &rule.access {
        Access::Public => words.push("public".to_owned()),
        Access::SignedIn(rights) => {
            words.push("signed-in".to_owned());
            words.extend(rights.groups.iter().map(|group| format!("group={group}")));
            words.extend(rights.scopes.iter().map(|scope| format!("scope={scope}")));
        }
    }
    match rule.verification {
        Some(Verification::Strict) => words.push("verify=strict".to_owned()),
        Some(Verification::Local) => words.push("verify=local".to_owned()),
        None => {}
    }
    words.join(" ")
}

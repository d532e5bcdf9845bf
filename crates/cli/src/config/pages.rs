//! `[pages]`: how the gateway's pages look and what they offer.

use std::path::PathBuf;

use poolgate_gateway::{Factor, Pages as GatewayPages, is_local_path, is_never_allowed};
use serde::Deserialize;

use super::context::Context;

/// `[pages]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawPages {
    name: Option<String>,
    home: Option<String>,
    style: Option<PathBuf>,
    templates: Option<PathBuf>,
    providers: Option<Vec<String>>,
    factors: Option<Vec<String>>,
    sign_up_attributes: Option<Vec<String>>,
}

/// `[pages]`: what the gateway takes, and the files that it was made of.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    pub(crate) gateway: GatewayPages,
    style: Option<PathBuf>,
    templates: Option<PathBuf>,
}

impl Pages {
    /// Reads the section. A mistake in a template is found now, and not when somebody wants to sign in.
    pub(crate) fn read(raw: RawPages, context: &mut Context) -> Self {
        let mut pages = GatewayPages::default();
        pages.name = raw.name.filter(|name| !name.trim().is_empty());
        pages.providers = raw.providers;
        let path = "write a path of this host, such as /account";
        let home = context.checked("pages.home", raw.home, path, |text| {
            if is_local_path(text) {
                Ok(text.to_owned())
            } else {
                Err(())
            }
        });
        if let Some(home) = home {
            pages.home = home;
        }
        pages.factors = raw.factors.map(|names| {
            let mut factors = Vec::new();
            for name in names {
                match Factor::named(&name) {
                    Some(factor) => factors.push(factor),
                    None => context.problem(
                        "pages.factors",
                        format_args!("has {name:?}"),
                        "write email_otp, sms_otp or passkey",
                    ),
                }
            }
            factors
        });
        if let Some(bad) = raw
            .sign_up_attributes
            .iter()
            .flatten()
            .find(|name| is_never_allowed(name))
        {
            context.problem(
                "pages.sign_up_attributes",
                format_args!("has {bad:?}, which users must not set"),
                "write attributes such as name or given_name",
            );
        }
        pages.sign_up_attributes = raw.sign_up_attributes;
        if let Some(file) = &raw.style {
            match std::fs::read_to_string(file) {
                Ok(css) => pages = pages.with_style(&css),
                Err(error) => context.problem(
                    "pages.style",
                    format_args!("is {}: {error}", file.display()),
                    "name a stylesheet that can be read",
                ),
            }
        }
        if let Some(folder) = &raw.templates {
            match pages.clone().with_templates(folder) {
                Ok(with) => pages = with,
                Err(error) => context.problem(
                    "pages.templates",
                    format_args!("is {}: {error}", folder.display()),
                    "mend the file, or take it away: the built-in template counts then",
                ),
            }
        }
        Self {
            gateway: pages,
            style: raw.style,
            templates: raw.templates,
        }
    }

    /// A setting, for `config show`.
    pub(crate) fn value(&self, key: &str) -> Option<String> {
        let joined = |items: &[String]| (!items.is_empty()).then(|| items.join(", "));
        let pages = &self.gateway;
        match key {
            "pages.name" => pages.name.clone(),
            "pages.home" => Some(pages.home.clone()),
            "pages.style" => self.style.as_ref().map(|path| path.display().to_string()),
            "pages.templates" => self
                .templates
                .as_ref()
                .map(|path| path.display().to_string()),
            "pages.providers" => joined(pages.providers.as_deref()?),
            "pages.factors" => {
                let names = pages.factors.as_ref()?.iter();
                joined(
                    &names
                        .map(|factor| factor.as_str().to_owned())
                        .collect::<Vec<_>>(),
                )
            }
            "pages.sign_up_attributes" => joined(pages.sign_up_attributes.as_deref()?),
            _ => None,
        }
    }
}

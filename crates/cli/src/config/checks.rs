//! The rules that concern several sections.

use poolgate_gateway::Privacy;
use secrecy::ExposeSecret;

use super::context::Context;
use super::load::{Config, Purpose};
use super::security::{DevMode, SECRET_KEY_BYTES};

impl Config {
    /// Inside AWS Lambda: what instances share must be set, and what development may do is refused.
    pub(super) fn check_lambda(&self, context: &mut Context) {
        if self.purpose != Purpose::Lambda {
            return;
        }
        if self.security.secret_key.is_none() {
            context.problem(
                "security.secret_key",
                "is not set, and instances of a function share no folder",
                "set POOLGATE_SECRET_KEY to what `openssl rand -base64 48` prints",
            );
        }
        if !self.server.limits {
            context.problem(
                "server.limits",
                "is off, and everybody can reach a function",
                "turn the limits on",
            );
        }
        if self.pool.embedded {
            let subject = context.subject("pool.embedded");
            context.warnings.push(format!(
                "{subject} is true: each instance of the function has its own users, and forgets them when it ends"
            ));
        }
    }

    /// The pool is known, and its settings fit together.
    pub(super) fn check_pool(&self, context: &mut Context) {
        let Self {
            cognito,
            pool,
            server,
            ..
        } = self;
        if !pool.embedded && !self.triggers.is_empty() && self.purpose != Purpose::Command {
            let subject = context.subject("trigger");
            context.warnings.push(format!(
                "{subject} is for the embedded pool, which does not run: another pool runs its functions by itself"
            ));
        }
        if !pool.embedded {
            let missing = [
                (
                    "cognito.user_pool_id",
                    "COGNITO_USER_POOL_ID",
                    cognito.user_pool_id.is_none(),
                ),
                (
                    "cognito.client_id",
                    "COGNITO_CLIENT_ID",
                    cognito.client_id.is_none(),
                ),
            ];
            for (key, name, missing) in missing {
                if missing && self.purpose != Purpose::Command {
                    context.problem(
                        key,
                        "is not set, and the embedded pool is off",
                        format!("set {name}, or POOLGATE_EMBEDDED=true to use the embedded pool"),
                    );
                }
            }
        }
        if let Some(pool_id) = &cognito.user_pool_id
            && !pool.embedded
            && cognito.issuer_url().is_none()
        {
            let region = &cognito.region;
            context.problem(
                "cognito.region",
                format_args!("is {region:?}, and the pool {pool_id} is of another region"),
                "take COGNITO_REGION away: the pool id says the region",
            );
        }
        if pool.embedded && !cognito.has_secret_of_the_embedded_pool() {
            context.problem(
                "cognito.client_secret",
                "is no secret that the embedded pool can give its client",
                "write up to 64 letters and digits",
            );
        }
        let open = !server.pool_listen.ip().is_loopback();
        if pool.embedded
            && open
            && !matches!(self.purpose, Purpose::Command | Purpose::Lambda)
            && pool.access_keys.is_empty()
            && self.development.mode != DevMode::Everywhere
        {
            context.problem(
                "server.pool_listen",
                format_args!("is {}, which others can reach, and no access key protects the pool's admin operations", server.pool_listen),
                "set POOLGATE_ACCESS_KEY_ID and POOLGATE_SECRET_ACCESS_KEY, or listen on 127.0.0.1",
            );
        }
    }

    /// Rules need to know what was asked for, and only a trusted proxy can say it.
    pub(super) fn check_rules(&self, context: &mut Context) {
        if !self.rules.is_empty() && self.server.trusted_proxies.is_empty() {
            context.problem(
                "rule",
                "is set, and there is no trusted proxy whose word about the path counts",
                "set POOLGATE_TRUSTED_PROXIES to the addresses of the proxies that ask /auth/verify",
            );
        }
    }

    /// With strict privacy the owner of an account learns of a sign-up by mail only.
    pub(super) fn check_privacy(&self, context: &mut Context) {
        let is_served = matches!(self.purpose, Purpose::Gateway | Purpose::Lambda);
        let is_told = self.mail.delivery.is_some() || self.is_development();
        if is_served && self.server.privacy == Privacy::Strict && !is_told {
            let subject = context.subject("server.privacy");
            context.warnings.push(format!(
                "{subject} is strict, and no mail server is set: who signs up with an address that has an account learns nothing; set POOLGATE_SMTP_URL and POOLGATE_MAIL_FROM"
            ));
        }
    }

    /// Sessions that gateways share open with the key that they share.
    pub(super) fn check_sessions(&self, context: &mut Context) {
        if self.server.redis.is_none() {
            return;
        }
        let subject = context.subject("server.redis_url");
        if self.purpose == Purpose::Gateway && self.security.secret_key.is_none() {
            context.warnings.push(format!(
                "{subject} is set, and no secret key: other gateways cannot open the sessions of this one; set POOLGATE_SECRET_KEY to the same text at all of them"
            ));
        }
        if self.purpose == Purpose::Lambda && !self.pool.embedded {
            context.warnings.push(format!(
                "{subject} is set, and a function keeps no sessions of browsers: it takes bearer tokens only"
            ));
        }
    }

    /// What only development may do.
    pub(super) fn check_development(&self, context: &mut Context) {
        if self.purpose == Purpose::Command {
            return;
        }
        let development = self.is_development();
        if let Some(key) = &self.security.secret_key {
            let length = key.expose_secret().len();
            if length < SECRET_KEY_BYTES && !development {
                context.problem(
                    "security.secret_key",
                    format_args!("has {length} bytes, and at least {SECRET_KEY_BYTES} are needed outside development"),
                    "make one with `openssl rand -base64 48`",
                );
            } else if length < SECRET_KEY_BYTES {
                let subject = context.subject("security.secret_key");
                context.warnings.push(format!(
                    "{subject} has {length} bytes: good for development only"
                ));
            }
        }
        if self.development.code.is_some() && !development {
            context.problem(
                "development.code",
                "is set outside development: everybody could sign in as everybody",
                "take POOLGATE_DEV_CODE away, or set POOLGATE_DEV=true where this is a development machine",
            );
        }
        if !self.server.limits && !self.listeners().all(|listener| listener.ip().is_loopback()) {
            context.problem(
                "server.limits",
                "is off, and a listener can be reached by others",
                "turn the limits on, or listen on 127.0.0.1 only",
            );
        }
        if self.development.mode == DevMode::Everywhere {
            let subject = context.subject("development.enabled");
            context.warnings.push(format!(
                "{subject} is true: development features answer everybody who reaches a listener"
            ));
        }
    }
}

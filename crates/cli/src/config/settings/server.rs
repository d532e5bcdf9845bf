//! The settings of `[server]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "server",
    about: "Where it listens, where data lies, who may call.",
    settings: &[
        setting("server.listen", &["POOLGATE_LISTEN"], Kind::Text).flag("--listen").default("127.0.0.1:8000").about("Address and port of the gateway."),
        setting("server.pool_listen", &["POOLGATE_POOL_LISTEN"], Kind::Text).flag("--pool-listen").default("127.0.0.1:9229").about("Address and port of the embedded user pool."),
        setting("server.data", &["POOLGATE_DATA"], Kind::Text).flag("--data").default("./poolgate-data").about("The folder for data and keys."),
        setting("server.database_url", &["POOLGATE_DATABASE_URL"], Kind::Secret).flag("--database").default("poolgate.db in the data folder").about("The database of the embedded pool, as sqlite:PATH."),
        setting("server.redis_url", &["POOLGATE_REDIS_URL"], Kind::Secret).about("The Valkey or Redis server that keeps the sessions of browsers for gateways on several machines: redis://, rediss:// (TLS), valkey:// or valkeys://."),
        setting("server.public_url", &["POOLGATE_PUBLIC_URL"], Kind::Text).reloadable().about("The URL that users see, if it is not the listener's own."),
        setting("server.trusted_proxies", &["POOLGATE_TRUSTED_PROXIES"], Kind::List).reloadable().about("The proxies whose forwarding headers count: addresses and ranges."),
        setting("server.cors_origins", &["POOLGATE_CORS_ORIGINS"], Kind::List).reloadable().about("Which other origins may call from a browser; `*` alone is any, with bearer tokens only."),
        setting("server.profile_attributes", &["POOLGATE_PROFILE_ATTRIBUTES"], Kind::List).default("name, given_name, family_name, phone_number, address").reloadable().about("Which attributes users may change by `/profile`."),
        setting("server.limits", &["POOLGATE_LIMITS"], Kind::Text).default("on").reloadable().about("Limits by address and by account; `off` on a loopback listener only."),
        setting("server.privacy", &["POOLGATE_PRIVACY"], Kind::Text).default("standard").reloadable().about("`strict` makes sign-up and requests for codes answer alike for known and unknown users, and mails the owner of an account."),
        setting("server.verify", &["POOLGATE_VERIFY"], Kind::Text).default("local").reloadable().about("How tokens are verified: `local` checks them by the key set, `strict` asks the pool too."),
        setting("server.pool_down", &["POOLGATE_POOL_DOWN"], Kind::Text).default("refuse").reloadable().about("What strict verification does while the pool is down: `refuse` or `trust`."),
        setting("server.stop_delay", &["POOLGATE_STOP_DELAY"], Kind::Number).default("0").about("Seconds between SIGTERM, when `/readyz` says 503, and the end of the listeners; for load balancers that ask now and then."),
    ],
};

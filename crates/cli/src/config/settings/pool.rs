//! The settings of `[pool]`.

use super::{Kind, Section, setting};

pub(super) const SECTION: Section = Section {
    name: "pool",
    about: "The embedded user pool.",
    settings: &[
        setting("pool.embedded", &["POOLGATE_EMBEDDED"], Kind::Bool).default("true where no pool id is set").about("Whether it runs."),
        setting("pool.seed", &["POOLGATE_SEED"], Kind::Text).flag("--seed").about("A file with pools, clients, groups and users to make where they are missing."),
        setting("pool.issuer", &["POOLGATE_ISSUER"], Kind::Text).default("local").about("The issuer of its tokens: `local` (its own address), `aws` (as on AWS), or a URL before the pool id."),
        setting("pool.strict_oauth", &["POOLGATE_STRICT_OAUTH"], Kind::Bool).default("false").about("Stricter OAuth than Cognito's: PKCE for public clients, 401 for clients that do not prove who they are, sign-out by a button or an ID token."),
        setting("pool.access_key_id", &["POOLGATE_ACCESS_KEY_ID"], Kind::Text).about("The id of the access key whose signatures count on its admin operations."),
        setting("pool.secret_access_key", &["POOLGATE_SECRET_ACCESS_KEY"], Kind::Secret).about("Its secret."),
    ],
};

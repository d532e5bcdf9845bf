//! The steps that make and change the pool's tables.

use poolgate_db::{Migration, Migrations};

/// All steps for SQLite.
pub const MIGRATIONS: Migrations = Migrations {
    component: "pool",
    steps: &[
        Migration {
            version: 1,
            name: "the first tables",
            sql: include_str!("../migrations/sqlite/0001_the_first_tables.sql"),
        },
        Migration {
            version: 2,
            name: "sign-in: what counts once, failures, rotation",
            sql: include_str!("../migrations/sqlite/0002_sign_in.sql"),
        },
        Migration {
            version: 3,
            name: "users: attempts, search, addresses of codes",
            sql: include_str!("../migrations/sqlite/0003_users.sql"),
        },
        Migration {
            version: 4,
            name: "groups",
            sql: include_str!("../migrations/sqlite/0004_groups.sql"),
        },
        Migration {
            version: 5,
            name: "pools by account",
            sql: include_str!("../migrations/sqlite/0005_accounts.sql"),
        },
        Migration {
            version: 6,
            name: "messages on their way",
            sql: include_str!("../migrations/sqlite/0006_outbox.sql"),
        },
        Migration {
            version: 7,
            name: "second factors",
            sql: include_str!("../migrations/sqlite/0007_mfa.sql"),
        },
        Migration {
            version: 8,
            name: "passkeys",
            sql: include_str!("../migrations/sqlite/0008_passkeys.sql"),
        },
        Migration {
            version: 9,
            name: "devices",
            sql: include_str!("../migrations/sqlite/0009_devices.sql"),
        },
        Migration {
            version: 10,
            name: "parts of pools: resource servers, identity providers, domains",
            sql: include_str!("../migrations/sqlite/0010_documents.sql"),
        },
        Migration {
            version: 11,
            name: "earlier passwords",
            sql: include_str!("../migrations/sqlite/0011_password_history.sql"),
        },
        Migration {
            version: 12,
            name: "text messages on their way",
            sql: include_str!("../migrations/sqlite/0012_text_messages.sql"),
        },
        Migration {
            version: 13,
            name: "authorization codes and browser sessions",
            sql: include_str!("../migrations/sqlite/0013_oauth.sql"),
        },
        Migration {
            version: 14,
            name: "what happened at sign-ins",
            sql: include_str!("../migrations/sqlite/0014_auth_events.sql"),
        },
        Migration {
            version: 15,
            name: "resources that tokens are for",
            sql: include_str!("../migrations/sqlite/0015_audience.sql"),
        },
    ],
};

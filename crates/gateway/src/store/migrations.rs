//! The steps that make and change the gateway's tables.

use poolgate_db::{Migration, Migrations};

/// All steps for SQLite.
pub const MIGRATIONS: Migrations = Migrations {
    component: "gateway",
    steps: &[
        Migration {
            version: 1,
            name: "the first tables",
            sql: include_str!("../../migrations/sqlite/0001_the_first_tables.sql"),
        },
        Migration {
            version: 2,
            name: "browser sessions",
            sql: include_str!("../../migrations/sqlite/0002_browser_sessions.sql"),
        },
        Migration {
            version: 3,
            name: "socket tickets",
            sql: include_str!("../../migrations/sqlite/0003_socket_tickets.sql"),
        },
        Migration {
            version: 4,
            name: "devices of sessions",
            sql: include_str!("../../migrations/sqlite/0004_devices_of_sessions.sql"),
        },
    ],
};

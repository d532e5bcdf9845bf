//! The list of customers, in SQLite.

use std::path::Path;

use anyhow::Context;
use axum::Json;
use axum::extract::{Query, State};
use poolgate_db::rusqlite::{OptionalExtension, Row, params};
use poolgate_db::{Database, Migration, Migrations};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::Refused;
use crate::app::App;

const MIGRATIONS: Migrations = Migrations {
    component: "voice-assistant",
    steps: &[Migration {
        version: 1,
        name: "customers",
        sql: "CREATE TABLE customers (
                  customer_id TEXT NOT NULL PRIMARY KEY,
                  name TEXT NOT NULL,
                  phone_number TEXT NOT NULL,
                  notes TEXT NOT NULL
              ) STRICT;",
    }],
};

/// How many customers one answer has at most.
const PAGE: u32 = 500;

/// A customer, under the names of the API.
#[expect(
    clippy::struct_field_names,
    reason = "the columns of lists are called so"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Customer {
    pub(crate) customer_id: String,
    pub(crate) name: String,
    pub(crate) phone_number: String,
    pub(crate) notes: String,
}

/// All customers.
#[derive(Clone)]
pub(crate) struct Customers(Database);

impl Customers {
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let database = Database::open_shared(path, &[MIGRATIONS])
            .with_context(|| format!("{} cannot be opened", path.display()))?;
        Ok(Self(database))
    }

    /// Puts them in, or in the place of those with the same id: all of them, or none.
    pub(crate) async fn put(&self, customers: Vec<Customer>) -> anyhow::Result<()> {
        let written = self.0.write(move |connection| {
            let mut statement = connection.prepare_cached(
                "INSERT INTO customers (customer_id, name, phone_number, notes) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (customer_id) DO UPDATE SET
                     name = excluded.name, phone_number = excluded.phone_number, notes = excluded.notes",
            )?;
            for Customer { customer_id, name, phone_number, notes } in &customers {
                statement.execute([customer_id, name, phone_number, notes])?;
            }
            Ok::<_, anyhow::Error>(())
        });
        written.await?
    }

    pub(crate) fn get(&self, customer_id: &str) -> anyhow::Result<Option<Customer>> {
        Ok(self.0.read(|connection| {
            connection
                .prepare_cached("SELECT customer_id, name, phone_number, notes FROM customers WHERE customer_id = ?1")?
                .query_row([customer_id], read)
                .optional()
        })?)
    }

    /// Customers by their ids, from after one of them.
    pub(crate) fn list(&self, after: &str, limit: u32) -> anyhow::Result<Vec<Customer>> {
        Ok(self.0.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT customer_id, name, phone_number, notes FROM customers
                     WHERE customer_id > ?1 ORDER BY customer_id LIMIT ?2",
                )?
                .query_map(params![after, limit], read)?
                .collect()
        })?)
    }
}

fn read(row: &Row<'_>) -> poolgate_db::rusqlite::Result<Customer> {
    Ok(Customer {
        customer_id: row.get(0)?,
        name: row.get(1)?,
        phone_number: row.get(2)?,
        notes: row.get(3)?,
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    after: String,
    limit: Option<u32>,
}

/// `GET /api/customers`: by their ids. `next` is where the next page begins, if there is one.
pub(crate) async fn get(
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Json<Value>, Refused> {
    let limit = which.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let mut customers = app.customers.list(&which.after, limit + 1)?;
    let more = customers.len() > limit as usize;
    customers.truncate(limit as usize);
    let next = customers
        .last()
        .filter(|_| more)
        .map(|last| last.customer_id.clone());
    Ok(Json(
        json!({"success": true, "customers": customers, "next": next}),
    ))
}

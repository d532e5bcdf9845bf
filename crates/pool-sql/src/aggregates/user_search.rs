//! Searches over users: every one a walk along an index, from where the page before ended.

use std::collections::BTreeSet;

use poolgate_db::rusqlite::types::Value;
use poolgate_db::rusqlite::{Connection, params};
use poolgate_pool::model::{SearchField, User, UserPosition, UserSearch, search_key};

use super::users;
use crate::apply::NotApplied;
use crate::store::ReadError;

/// Where a field is found: tables, what the pool and the field are bound to, key, `sub`.
struct Source {
    tables: &'static str,
    scope: &'static str,
    key: &'static str,
    sub: &'static str,
}

impl Source {
    fn of(field: SearchField) -> Self {
        let own = |key| Self {
            tables: "users u",
            scope: "u.pool_id = ?1",
            key,
            sub: "u.sub",
        };
        match field {
            SearchField::Sub => own("u.sub"),
            SearchField::Username => own("u.username"),
            SearchField::Status => own("u.status"),
            SearchField::Enabled => own("u.enabled"),
            SearchField::Attribute(_) => Self {
                tables: "user_search s JOIN users u ON u.pool_id = s.pool_id AND u.sub = s.sub",
                scope: "s.pool_id = ?1 AND s.field = ?2",
                key: "s.key",
                sub: "s.sub",
            },
        }
    }

    /// Users with the key ?3, after the `sub` ?4.
    fn equal(&self) -> String {
        let Self {
            tables,
            scope,
            key,
            sub,
        } = self;
        let columns = users::COLUMNS_OF_U;
        format!(
            "SELECT {columns} FROM {tables} WHERE {scope} AND {key} = ?3 AND {sub} > ?4
             ORDER BY {sub} LIMIT ?5"
        )
    }

    /// Users with keys from ?3 to below ?4.
    fn range(&self) -> String {
        let Self {
            tables,
            scope,
            key,
            sub,
        } = self;
        let columns = users::COLUMNS_OF_U;
        format!(
            "SELECT {columns} FROM {tables} WHERE {scope} AND {key} >= ?3 AND {key} < ?4
             ORDER BY {key}, {sub} LIMIT ?5"
        )
    }
}

/// Users that a search finds, by key and `sub`, after a position.
pub(crate) fn page(
    connection: &Connection,
    pool_id: &str,
    search: &UserSearch,
    after: Option<&UserPosition>,
    limit: usize,
) -> Result<Vec<User>, ReadError> {
    let (UserSearch::OneOf { field, .. } | UserSearch::StartsWith { field, .. }) = search;
    let mut walk = Walk {
        connection,
        pool_id,
        field: *field,
        limit,
        found: Vec::new(),
    };
    match search {
        UserSearch::OneOf { keys, .. } => {
            for key in keys {
                match after {
                    Some(after) if *key < after.key => {}
                    Some(after) if *key == after.key => walk.equal(key, &after.sub)?,
                    _ => walk.equal(key, "")?,
                }
            }
        }
        UserSearch::StartsWith { prefix, .. } => {
            let end = &end(prefix);
            match after {
                Some(after) => {
                    walk.equal(&after.key, &after.sub)?;
                    // No text stands between one and the same with a zero character after it.
                    walk.range(&format!("{}\0", after.key), end)?;
                }
                None => walk.range(prefix, end)?,
            }
        }
    }
    Ok(walk.found)
}

struct Walk<'a> {
    connection: &'a Connection,
    pool_id: &'a str,
    field: SearchField,
    limit: usize,
    found: Vec<User>,
}

impl Walk<'_> {
    fn equal(&mut self, key: &str, after: &str) -> Result<(), ReadError> {
        let sql = Source::of(self.field).equal();
        self.collect(&sql, key, &Value::Text(after.to_owned()))
    }

    fn range(&mut self, from: &str, end: &Value) -> Result<(), ReadError> {
        let sql = Source::of(self.field).range();
        self.collect(&sql, from, end)
    }

    fn collect(&mut self, sql: &str, third: &str, fourth: &Value) -> Result<(), ReadError> {
        let missing = self.limit - self.found.len();
        if missing == 0 {
            return Ok(());
        }
        let name = match self.field {
            SearchField::Attribute(name) => name,
            _ => "",
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let limit = i64::try_from(missing)?;
        let rows = statement
            .query_map(params![self.pool_id, name, third, fourth, limit], |row| {
                Ok(users::from_row(row))
            })?;
        for row in rows {
            self.found.push(row??);
        }
        Ok(())
    }
}

/// The least value above every text that begins so: the last character that has a next one is counted
/// up. Where none has, a blob, which SQLite sorts above all texts.
fn end(prefix: &str) -> Value {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        if let Some(next) = ((last as u32 + 1)..=(char::MAX as u32)).find_map(char::from_u32) {
            characters.push(next);
            return Value::Text(characters.into_iter().collect());
        }
    }
    Value::Blob(Vec::new())
}

/// Brings a user's rows up to date; most changes of a user touch none of them.
pub(crate) fn put(connection: &Connection, user: &User) -> Result<(), NotApplied> {
    let wanted: BTreeSet<(String, String)> = SearchField::ATTRIBUTES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), search_key(user.attribute(name)?))))
        .collect();
    let mut statement = connection
        .prepare_cached("SELECT field, key FROM user_search WHERE pool_id = ?1 AND sub = ?2")?;
    let stored = statement
        .query_map([&user.pool_id, &user.sub], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<BTreeSet<(String, String)>, _>>()?;
    for (field, key) in stored.difference(&wanted) {
        connection
            .prepare_cached(
                "DELETE FROM user_search WHERE pool_id = ?1 AND field = ?2 AND key = ?3 AND sub = ?4",
            )?
            .execute([&user.pool_id, field, key, &user.sub])?;
    }
    for (field, key) in wanted.difference(&stored) {
        connection
            .prepare_cached(
                "INSERT INTO user_search (pool_id, field, key, sub) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute([&user.pool_id, field, key, &user.sub])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;

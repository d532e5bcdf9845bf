#![expect(clippy::unwrap_used, reason = "tests")]

use poolgate_db::Database;
use poolgate_db::rusqlite::types::Value;
use poolgate_db::rusqlite::{Connection, params};
use poolgate_pool::model::SearchField;

use super::{Source, end};

/// How SQLite would answer, a line a step.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let rows = statement.query_map(params!["", "", "", "", 1], |row| row.get(3));
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn every_search_is_an_indexed_look_up_bounded_at_both_ends_and_sorts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pool.db");
    let database = Database::open(&path, &[crate::MIGRATIONS]).unwrap();
    let fields = [
        (SearchField::Sub, "pool_id=?", "sub"),
        (SearchField::Username, "pool_id=?", "username"),
        (SearchField::Status, "pool_id=?", "status"),
        (SearchField::Enabled, "pool_id=?", "enabled"),
        (
            SearchField::Attribute("email"),
            "pool_id=? AND field=?",
            "key",
        ),
    ];
    let look = |connection: &Connection| {
        for (field, scope, key) in fields {
            let source = Source::of(field);
            let after = if key == "sub" { "" } else { " AND sub>?" };
            let wanted = [
                (source.equal(), format!("({scope} AND {key}=?{after})")),
                (source.range(), format!("({scope} AND {key}>? AND {key}<?)")),
            ];
            for (sql, bounds) in wanted {
                let steps = plan(connection, &sql);
                assert!(steps[0].contains(&bounds), "{bounds}: {steps:?}");
                let is_search = |step: &String| step.starts_with("SEARCH");
                assert!(steps.iter().all(is_search), "{steps:?}");
            }
        }
        Ok(())
    };
    database.read(look).unwrap();
}

#[test]
fn a_beginning_ends_before_the_next_one() {
    let text = |text: &str| Value::Text(text.to_owned());
    assert_eq!(end("ab"), text("ac"));
    assert_eq!(end("a\u{10ffff}"), text("b"));
    assert_eq!(end("\u{d7ff}"), text("\u{e000}"));
    assert_eq!(end(""), Value::Blob(Vec::new()));
    assert_eq!(end("\u{10ffff}"), Value::Blob(Vec::new()));
}

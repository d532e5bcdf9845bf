#![expect(clippy::unwrap_used, reason = "tests")]

use rusqlite::Connection;

use super::Database;
use crate::{Migration, Migrations, OpenError};

const FIRST: Migration = Migration {
    version: 1,
    name: "first",
    sql: "CREATE TABLE t (k TEXT PRIMARY KEY) STRICT",
};
const SECOND: Migration = Migration {
    version: 2,
    name: "second",
    sql: "ALTER TABLE t ADD COLUMN v TEXT",
};
const OLD: Migrations = Migrations {
    component: "test",
    steps: &[FIRST],
};
const NEW: Migrations = Migrations {
    component: "test",
    steps: &[FIRST, SECOND],
};

fn insert(connection: &Connection, key: &str) -> Result<(), String> {
    connection
        .execute("INSERT INTO t (k) VALUES (?1)", [key])
        .map(|_| ())
        .map_err(|error| error.to_string())
}

fn count(database: &Database) -> i64 {
    database
        .read(|c| c.query_row("SELECT count(*) FROM t", [], |row| row.get(0)))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_there_and_a_refused_write_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("t.db"), &[OLD]).unwrap();
    let writes = (0..100).map(|number| {
        let database = database.clone();
        tokio::spawn(async move {
            database
                .write(move |c| {
                    insert(c, &format!("kept {number}"))?;
                    insert(c, &format!("also {number}"))?;
                    if number % 2 == 0 {
                        Ok(())
                    } else {
                        Err("refused".to_owned())
                    }
                })
                .await
                .unwrap()
        })
    });
    let mut kept = 0;
    for write in writes.collect::<Vec<_>>() {
        kept += i64::from(write.await.unwrap().is_ok());
    }
    assert_eq!(kept, 50);
    assert_eq!(count(&database), 100);
}

#[tokio::test]
async fn an_older_database_is_migrated_and_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    let database = Database::open(&path, &[OLD]).unwrap();
    database.write(|c| insert(c, "row")).await.unwrap().unwrap();
    drop(database);
    let database = reopen(&path, &[NEW]).unwrap();
    let row: (String, Option<String>) = database
        .read(|c| c.query_row("SELECT k, v FROM t", [], |r| Ok((r.get(0)?, r.get(1)?))))
        .unwrap();
    assert_eq!(row, ("row".to_owned(), None));
}

#[test]
fn a_newer_database_is_refused_with_a_clear_message() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    drop(Database::open(&path, &[NEW]).unwrap());
    let error = reopen(&path, &[OLD]).unwrap_err();
    assert!(matches!(
        error,
        OpenError::Newer {
            found: 2,
            known: 1,
            ..
        }
    ));
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[test]
fn a_changed_migration_is_refused() {
    const CHANGED: Migration = Migration {
        sql: "CREATE TABLE t (other TEXT)",
        ..FIRST
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    drop(Database::open(&path, &[OLD]).unwrap());
    let error = reopen(
        &path,
        &[Migrations {
            component: "test",
            steps: &[CHANGED],
        }],
    )
    .unwrap_err();
    assert!(
        matches!(error, OpenError::Changed { version: 1, .. }),
        "{error}"
    );
}

#[test]
fn a_second_process_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    let _first = Database::open(&path, &[OLD]).unwrap();
    assert!(matches!(
        Database::open(&path, &[OLD]).unwrap_err(),
        OpenError::InUse(_)
    ));
}

/// Opens again what was just dropped: the lock goes with the last clone.
fn reopen(path: &std::path::Path, migrations: &[Migrations]) -> Result<Database, OpenError> {
    Database::open(path, migrations)
}

#[tokio::test]
async fn a_shared_database_opens_twice_and_both_see_what_the_other_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    let one = Database::open_shared(&path, &[NEW]).unwrap();
    let two = Database::open_shared(&path, &[NEW]).unwrap();
    for (database, key) in [(&one, "one"), (&two, "two")] {
        database
            .write(move |c| insert(c, key))
            .await
            .unwrap()
            .unwrap();
    }
    assert_eq!((count(&one), count(&two)), (2, 2));
}

//! Attempts within an hour, of users and on names.

use poolgate_db::rusqlite::{Connection, params};
use poolgate_pool::model::Attempt;
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;

use crate::apply::{NotApplied, guard};

/// How many hours that are over are cleared away with each attempt: more than one, so that the table
/// holds no more than the attempts of the last hour.
const CLEARED: u32 = 4;

pub(crate) fn count(
    connection: &Connection,
    pool_id: &str,
    subject: &str,
    attempt: Attempt,
    at: Timestamp,
) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "DELETE FROM attempts WHERE (pool_id, subject, kind) IN (
                 SELECT pool_id, subject, kind FROM attempts WHERE ends_at <= ?1
                 ORDER BY ends_at LIMIT ?2)",
        )?
        .execute(params![at.0, CLEARED])?;
    let counted = connection
        .prepare_cached(
            "INSERT INTO attempts (pool_id, subject, kind, count, ends_at)
             VALUES (?1, ?2, ?3, 1, ?5)
             ON CONFLICT (pool_id, subject, kind) DO UPDATE SET
                 count = CASE WHEN ends_at <= ?4 THEN 1 ELSE count + 1 END,
                 ends_at = CASE WHEN ends_at <= ?4 THEN excluded.ends_at ELSE ends_at END
             WHERE ends_at <= ?4 OR count < ?6",
        )?
        .execute(params![
            pool_id,
            subject,
            attempt.as_str(),
            at.0,
            at.0 + Attempt::PERIOD,
            attempt.per_hour()
        ])?;
    guard(counted, Conflict::Limit)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use poolgate_db::Database;
    use poolgate_pool::model::Attempt;
    use poolgate_pool_api::Timestamp;

    use super::count;

    async fn database(folder: &std::path::Path) -> Database {
        let database = Database::open(&folder.join("pool.db"), &[crate::MIGRATIONS]).unwrap();
        let pool = "INSERT INTO pools (id, region, account, description, version)
                    VALUES ('p', 'r', 'a', '{}', 1)";
        let made = database.write(move |connection| connection.execute(pool, []));
        made.await.unwrap().unwrap();
        database
    }

    /// Whether an attempt is let through.
    async fn attempt(database: &Database, number: i64, at: i64) -> bool {
        let counted = database.write(move |connection| {
            let (subject, at) = (number.to_string(), Timestamp(at));
            count(connection, "p", &subject, Attempt::ForgotPassword, at)
        });
        counted.await.unwrap().is_ok()
    }

    #[tokio::test]
    async fn the_table_holds_no_more_than_the_last_hour() {
        let folder = tempfile::tempdir().unwrap();
        let database = database(folder.path()).await;
        for number in 0..100 {
            assert!(attempt(&database, number, number).await);
        }
        for number in 100..125 {
            assert!(attempt(&database, number, Attempt::PERIOD + number).await);
        }
        let rows = database.read(|connection| {
            let sql = "SELECT count(*) FROM attempts";
            connection.query_row(sql, [], |row| row.get::<_, i64>(0))
        });
        assert_eq!(rows.unwrap(), 25);
    }

    #[tokio::test]
    async fn an_hour_that_is_over_but_not_yet_cleared_away_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let database = database(folder.path()).await;
        for number in 0..100 {
            attempt(&database, number, 0).await;
        }
        for _ in 0..4 {
            assert!(attempt(&database, 100, 1).await);
        }
        for number in 0..6 {
            let passes = attempt(&database, 100, 1 + Attempt::PERIOD).await;
            assert_eq!(passes, number < 5, "{number}");
        }
    }
}

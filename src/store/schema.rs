//! The migrations: forward only, each valid under the binary before it, too.

use std::borrow::Cow;
use std::cmp::Ordering;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqlitePool};

use super::error::StoreError;

/// Version, what it brings, and how.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "start", include_str!("migrations/0001_start.sql")),
    (2, "comments", include_str!("migrations/0002_comments.sql")),
    (3, "people", include_str!("migrations/0003_people.sql")),
    (4, "decisions", include_str!("migrations/0004_decisions.sql")),
];

/// Brings the database up to the newest version that this binary knows.
pub(super) async fn upgrade(pool: &SqlitePool) -> Result<(), StoreError> {
    let (found, known) = (version(pool).await?, known());
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    let migrations = MIGRATIONS.iter().map(|(version, title, sql)| {
        Migration::new(*version, Cow::Borrowed(*title), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Ok(Migrator::with_migrations(migrations.collect()).run(pool).await?)
}

/// Sees that the database is as this binary knows it, and leaves it so.
pub(super) async fn compare(pool: &SqlitePool) -> Result<(), StoreError> {
    let (found, known) = (version(pool).await?, known());
    match found.cmp(&known) {
        Ordering::Less => Err(StoreError::OlderSchema { found, known }),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(StoreError::NewerSchema { found, known }),
    }
}

/// The newest version that this binary knows.
fn known() -> i64 {
    MIGRATIONS.iter().map(|(version, ..)| *version).max().unwrap_or(0)
}

/// The version that the database has; 0 for a new one.
async fn version(pool: &SqlitePool) -> Result<i64, StoreError> {
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'")
        .fetch_one(pool)
        .await?;
    if tables == 0 {
        return Ok(0);
    }
    let newest: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(pool).await?;
    Ok(newest.unwrap_or(0))
}

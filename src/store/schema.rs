//! The migrations: forward only, and each also works with the previous version of the program.

use std::borrow::Cow;
use std::cmp::Ordering;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, SqlSafeStr};

use super::engine::Engine;
use super::error::StoreError;

/// Version, title and SQL.
type Step = (i64, &'static str, &'static str);

const SQLITE: &[Step] = &[
    (1, "start", include_str!("migrations/sqlite/0001_start.sql")),
    (2, "comments", include_str!("migrations/sqlite/0002_comments.sql")),
    (3, "people", include_str!("migrations/sqlite/0003_people.sql")),
    (4, "decisions", include_str!("migrations/sqlite/0004_decisions.sql")),
    (5, "replicas", include_str!("migrations/sqlite/0005_replicas.sql")),
];

/// A version means the same on both: SQLite has it after as many steps.
const POSTGRES: &[Step] = &[(5, "start", include_str!("migrations/postgres/0005_start.sql"))];

/// The later steps, with the same SQL on both.
const BOTH: &[Step] = &[
    (6, "write turns", include_str!("migrations/both/0006_write_turns.sql")),
    (7, "crashes and intake", include_str!("migrations/both/0007_crashes_and_intake.sql")),
    (8, "verdicts", include_str!("migrations/both/0008_verdicts.sql")),
    (9, "withdrawal", include_str!("migrations/both/0009_withdrawal.sql")),
    (10, "refused writes", include_str!("migrations/both/0010_refused_writes.sql")),
    (11, "adoption", include_str!("migrations/both/0011_adoption.sql")),
    (12, "heads", include_str!("migrations/both/0012_heads.sql")),
    (13, "former names", include_str!("migrations/both/0013_former_names.sql")),
    (14, "change sets", include_str!("migrations/both/0014_change_sets.sql")),
    (15, "bypasses", include_str!("migrations/both/0015_bypasses.sql")),
];

/// Upgrades the database to the newest version that this program knows. If processes start together, one of them does
/// it.
pub(super) async fn upgrade(pool: &AnyPool, engine: Engine) -> Result<(), StoreError> {
    let (found, known) = (version(pool, engine).await?, known(engine));
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    let migrations = steps(engine).map(|(version, title, sql)| {
        Migration::new(*version, Cow::Borrowed(*title), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Ok(Migrator::with_migrations(migrations.collect()).run(pool).await?)
}

/// Checks that the database has the version of this program, without changing it.
pub(super) async fn compare(pool: &AnyPool, engine: Engine) -> Result<(), StoreError> {
    let (found, known) = (version(pool, engine).await?, known(engine));
    match found.cmp(&known) {
        Ordering::Less => Err(StoreError::OlderSchema { found, known }),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(StoreError::NewerSchema { found, known }),
    }
}

/// All steps, in order.
fn steps(engine: Engine) -> impl Iterator<Item = &'static Step> {
    let own = match engine {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    own.iter().chain(BOTH)
}

/// The newest version that this program knows.
fn known(engine: Engine) -> i64 {
    steps(engine).map(|(version, ..)| *version).max().unwrap_or(0)
}

/// The version of the database; 0 for a new one.
async fn version(pool: &AnyPool, engine: Engine) -> Result<i64, StoreError> {
    let tables: i64 = sqlx::query_scalar(match engine {
        Engine::Sqlite => "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
        Engine::Postgres => "SELECT count(*) FROM pg_class WHERE oid = to_regclass('_sqlx_migrations')",
    })
    .fetch_one(pool)
    .await?;
    if tables == 0 {
        return Ok(0);
    }
    let newest: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(pool).await?;
    Ok(newest.unwrap_or(0))
}
